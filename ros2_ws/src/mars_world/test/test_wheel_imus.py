"""The IMUs at the axles on motions whose acceleration is known on paper."""

import numpy as np
import pytest
from mars_world.wheel_imus import WheelImus
from rover_description import WHEELS, load_rover

ROVER = load_rover()
SPEED = ROVER.drive.speed_mps
GRAVITY = 3.711
LEFT = SPEED / ROVER.turn_radius_m


@pytest.fixture
def physics(flat_world, one_rover):
    return one_rover(flat_world(GRAVITY))


@pytest.fixture
def imus(physics):
    return WheelImus(ROVER, GRAVITY, physics.rates.sample_s)


def test_at_rest_every_axle_feels_gravity_upward(physics, imus):
    felt = imus.measure(physics.advance(60, 0.0, 0.0))
    assert felt.force.shape == (6, 30, 3)
    assert np.linalg.norm(felt.force, axis=2) == pytest.approx(GRAVITY, rel=1e-2)
    assert felt.force[:, :, 2].min() > 0.99 * GRAVITY


def test_in_a_turn_each_wheel_feels_its_own_circle(physics, imus):
    for _ in range(10):
        physics.advance(60, SPEED, LEFT)
    felt = imus.measure(physics.advance(60, SPEED, LEFT))
    yaw_rate = felt.rate[:, :, 2].mean()
    for row, name in enumerate(WHEELS):
        x, y, _ = ROVER.wheel_centre_m(name)
        radius = np.hypot(x, ROVER.turn_radius_m - y)
        force = felt.force[row].mean(axis=0)
        # Steered, the frames point along their circles, whose centre is on the left.
        assert force[1] == pytest.approx(yaw_rate**2 * radius, rel=0.1), name
        assert abs(force[0]) < 0.1 * force[1], name


def test_it_goes_on_where_the_last_samples_ended(physics, flat_world, one_rover, imus):
    whole = imus.measure(one_rover(flat_world(GRAVITY)).advance(60, SPEED, 0.0))
    imus.reset()
    halves = [imus.measure(physics.advance(30, SPEED, 0.0)) for _ in range(2)]
    assert np.array_equal(np.concatenate([half.force for half in halves], axis=1), whole.force)


def test_the_first_sample_after_a_reset_knows_nothing_of_the_drive_before(physics, imus):
    imus.measure(physics.advance(60, SPEED, 0.0))
    imus.reset()
    standing = physics.place(np.array([0]), np.zeros((1, 3)), np.array([1], np.uint64))
    assert imus.measure(standing).force[:, 0] == pytest.approx(
        np.tile([0.0, 0.0, GRAVITY], (6, 1)), abs=0.05
    )
