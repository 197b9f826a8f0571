"""How the rover's speed and steering follow a command in the fast model."""

import math
from typing import NamedTuple

from rover_description import Rover

from mars_world.jit import compiled

# Fitted to the full physics at its 5 ms step by bench/physics_gap.py.
SPEED_LAG_S = 0.1
STEER_LAG_S = 0.1


class Motors(NamedTuple):
    """The motor controller's pace, and the lag of the rover behind it."""

    accel_mps2: float
    steer_rate_radps: float
    half_wheelbase_m: float
    speed_lag_s: float
    steer_lag_s: float


def motors(rover: Rover) -> Motors:
    """Take the pace from the rover's parameters."""
    return Motors(
        rover.drive.accel_mps2, rover.corner.steer_rate_radps, 0.5 * rover.wheel.wheelbase_m,
        SPEED_LAG_S, STEER_LAG_S,
    )  # fmt: skip


@compiled
def approach(value: float, goal: float, reach: float) -> float:
    """Go from value toward goal, at most by reach."""
    return value + min(max(goal - value, -reach), reach)


@compiled
def lagged(value: float, goal: float, lag_s: float, dt_s: float) -> float:
    """Follow a goal with a first-order lag."""
    return goal + (value - goal) * math.exp(-dt_s / lag_s)
