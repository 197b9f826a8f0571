"""The motor controller: speed and steering go to a new command at the pace of the motors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rover_description.drive import AckermannDrive
from rover_description.rover import Rover

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class SetPoints:
    """What the servos of n rovers are told over t steps.

    steer_rad, steer_radps: (n, t, 4) angle and its speed in the order of ``CORNERS``.
    wheel_radps: (n, t, 6) in the order of ``WHEELS``.
    """

    steer_rad: Float64
    steer_radps: Float64
    wheel_radps: Float64


class CommandRamp:
    """Set points of n rovers over time.

    The steering of the virtual centre wheel is what ramps, not each corner for itself: so all
    axles point to one centre of rotation while they turn, and the wheels do not fight.
    """

    def __init__(self, rover: Rover, n_rovers: int, step_s: float) -> None:
        """Set points are step_s apart."""
        self._drive = AckermannDrive(rover)
        self._step_s = step_s
        self._half_wheelbase_m = 0.5 * rover.wheel.wheelbase_m
        self._speed_mps = _Slew(n_rovers, rover.drive.accel_mps2 * step_s)
        self._steer_rad = _Slew(n_rovers, rover.corner.steer_rate_radps * step_s)

    def reset(self, rovers: NDArray[np.intp]) -> None:
        """Let some rovers stand still with straight wheels."""
        self._speed_mps.reset(rovers)
        self._steer_rad.reset(rovers)

    def advance(self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike, n_steps: int) -> SetPoints:
        """Return the next n_steps set points while a command, one for all or (n,), is held."""
        goal_speed, goal_curvature = self._drive.limit(speed_mps, yaw_rate_radps)
        goal_steer = np.arctan(goal_curvature * self._half_wheelbase_m)
        speed = self._speed_mps.advance(goal_speed, n_steps)
        steer = self._steer_rad.advance(goal_steer, n_steps)
        targets = self._drive.targets(speed, np.tan(steer) / self._half_wheelbase_m)
        return SetPoints(
            targets.steer_rad[:, 1:],
            np.diff(targets.steer_rad, axis=1) / self._step_s,
            targets.wheel_radps[:, 1:],
        )


class _Slew:
    """n values that go to their goals by at most ``largest`` a step.

    Counted from where a goal was set, so that a command held over several calls gives the same
    bytes as one held over a single call.
    """

    def __init__(self, n: int, largest: float) -> None:
        self._largest = largest
        self._start, self._goal, self._value = np.zeros(n), np.zeros(n), np.zeros(n)
        self._steps = np.zeros(n)

    def reset(self, which: NDArray[np.intp]) -> None:
        for values in (self._start, self._goal, self._value, self._steps):
            values[which] = 0.0

    def advance(self, goal: Float64, n_steps: int) -> Float64:
        """Return the value now and the next ones, (n, 1 + n_steps)."""
        is_new = goal != self._goal
        self._goal = np.where(is_new, goal, self._goal)
        self._start = np.where(is_new, self._value, self._start)
        self._steps = np.where(is_new, 0.0, self._steps)
        reach = self._largest * (self._steps[:, None] + np.arange(n_steps + 1.0))
        way = (self._goal - self._start)[:, None]
        values: Float64 = self._start[:, None] + np.clip(way, -reach, reach)
        self._steps = self._steps + n_steps
        self._value = values[:, -1].copy()
        return values
