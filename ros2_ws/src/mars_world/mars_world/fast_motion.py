"""How the rover's speed and steering follow a command in the fast model."""

import math
from typing import NamedTuple

from rover_description import Rover

from mars_world.jit import compiled

# Fitted to the full physics at its 5 ms step, with 60 random drives of 10 s on each of mars and
# flat ground (left, straight, right, each held for 0.3 to 1.2 s); bench/physics_gap.py shows what
# difference remains.
SPEED_LAG_S = 0.02
STEER_LAG_S = 0.12
# The rover makes 0.997 of its wheels' way on a flat straight; steering to and fro costs more, as
# the wheels scrub and the heading follows late.
WAY_SHARE = 0.997
STEER_COST_M = 0.013  # per radian of steering
# What the chassis feels beyond its quasi-static path, as noise of each axis of the IMU: wheels that
# roll over the edges of the ground's triangles, and wheels that scrub while they are steered.
SHAKE_PER_S = 0.22  # [m/s^2] at 1 m/s
SCRUB_MPS = 0.3  # [m/s^2] at 1 rad/s of steering


class Motors(NamedTuple):
    """The motor controller's pace, and how the rover stays behind it.

    way_share: of the wheels' way. steer_cost_m: way lost per radian of steering. shake_per_s,
    scrub_mps: standard deviation of the acceleration per speed and per speed of steering.
    """

    accel_mps2: float
    steer_rate_radps: float
    half_wheelbase_m: float
    speed_lag_s: float
    steer_lag_s: float
    way_share: float
    steer_cost_m: float
    shake_per_s: float
    scrub_mps: float


def motors(rover: Rover) -> Motors:
    """Take the pace from the rover's parameters."""
    return Motors(
        rover.drive.accel_mps2, rover.corner.steer_rate_radps, 0.5 * rover.wheel.wheelbase_m,
        SPEED_LAG_S, STEER_LAG_S, WAY_SHARE, STEER_COST_M,
        SHAKE_PER_S, SCRUB_MPS,
    )  # fmt: skip


@compiled
def approach(value: float, goal: float, reach: float) -> float:
    """Go from value toward goal, at most by reach."""
    return value + min(max(goal - value, -reach), reach)


@compiled
def lagged(value: float, goal: float, lag_s: float, dt_s: float) -> float:
    """Follow a goal with a first-order lag."""
    return goal + (value - goal) * math.exp(-dt_s / lag_s)


@compiled
def shake(motors: Motors, speed_mps: float, steer_radps: float) -> float:
    """Return the standard deviation of what shakes the chassis [m/s^2], along each axis."""
    return motors.shake_per_s * abs(speed_mps) + motors.scrub_mps * abs(steer_radps)
