import pytest
from mars_world.sample_rates import SampleRates
from rover_description import load_rover


@pytest.mark.parametrize(
    ('physics_step_s', 'steps_per_sample', 'samples_per_scan'),
    [(0.001, 10, 10), (0.0025, 4, 10), (0.005, 2, 10), (0.01, 1, 10), (0.02, 1, 5)],
)
def test_samples_and_scans_fall_on_physics_steps(
    physics_step_s, steps_per_sample, samples_per_scan
):
    rates = SampleRates.of(load_rover(), physics_step_s)
    assert (rates.steps_per_sample, rates.samples_per_scan) == (steps_per_sample, samples_per_scan)
    assert rates.steps_per_scan * physics_step_s == pytest.approx(0.1)


@pytest.mark.parametrize('physics_step_s', [0.003, 0.004, 0.015])
def test_a_step_that_does_not_divide_the_samples_is_refused(physics_step_s):
    with pytest.raises(ValueError, match=f'physics_step is {physics_step_s} s'):
        SampleRates.of(load_rover(), physics_step_s)
