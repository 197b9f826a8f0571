"""A free-running world keeps to its factor of wall time, and a slow machine is told of."""

import pytest
from mars_world.pace import LOOK_BACK_S, MAKE_UP_S, Pace

SECOND = 1_000_000_000
STEP_NS = 5_000_000
TICK_NS = 20_000_000


def run(pace, factor, seconds, tick_ns=TICK_NS):
    """Simulated seconds that a pace asks for, and whether the machine was found too slow."""
    steps, slow = 0, False
    for wall_ns in range(tick_ns, round(seconds * SECOND) + 1, tick_ns):
        steps += pace.steps_due(wall_ns, factor, STEP_NS)
        slow = pace.is_too_slow(wall_ns) or slow
    return steps * STEP_NS / SECOND, slow


@pytest.mark.parametrize('factor', [0.01, 0.5, 1.0, 2.0, 7.3, 100.0])
def test_simulated_time_is_the_factor_times_wall_time(factor):
    simulated_s, slow = run(Pace(0), factor, 20.0)
    assert simulated_s == pytest.approx(20.0 * factor, abs=STEP_NS / SECOND)
    assert not slow


def test_a_short_stall_is_made_up_for():
    pace = Pace(0)
    simulated_s, slow = run(pace, 1.0, 10.0, tick_ns=round(0.9 * MAKE_UP_S * SECOND))
    assert simulated_s == pytest.approx(10.0, abs=MAKE_UP_S)
    assert not slow


def test_after_a_long_stall_the_world_does_not_race():
    assert Pace(0).steps_due(60 * SECOND, 1.0, STEP_NS) == MAKE_UP_S * SECOND / STEP_NS


def test_one_long_stall_is_no_slow_machine_and_steady_loss_is():
    pace = Pace(0)
    pace.steps_due(round(0.4 * SECOND), 1.0, STEP_NS)
    assert not pace.is_too_slow(round(LOOK_BACK_S * SECOND))
    simulated_s, slow = run(Pace(0), 2.0, 20.0, tick_ns=2 * round(MAKE_UP_S * SECOND))
    assert simulated_s == pytest.approx(20.0)
    assert slow


def test_while_the_world_is_held_nothing_is_owed():
    pace = Pace(0)
    pace.hold(30 * SECOND)
    assert pace.steps_due(30 * SECOND + STEP_NS, 1.0, STEP_NS) == 1
    assert not pace.is_too_slow(31 * SECOND)
