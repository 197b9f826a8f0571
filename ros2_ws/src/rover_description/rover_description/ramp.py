"""The motor controller: speed and steering go to a new command at the pace of the motors."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rover_description.drive import AckermannDrive, WheelTargets
from rover_description.rover import Rover

Float64 = NDArray[np.float64]


class CommandRamp:
    """Set points of n rovers over time.

    The steering of the virtual centre wheel is what ramps, not each corner for itself: so all
    axles point to one centre of rotation while they turn, and the wheels do not fight.
    """

    def __init__(self, rover: Rover, n_rovers: int) -> None:
        self._drive = AckermannDrive(rover)
        self._half_wheelbase_m = 0.5 * rover.wheel.wheelbase_m
        self._steer_rate_radps = rover.corner.steer_rate_radps
        self._accel_mps2 = rover.drive.accel_mps2
        self._speed_mps = np.zeros(n_rovers)
        self._steer_rad = np.zeros(n_rovers)

    def reset(self, rovers: NDArray[np.intp]) -> None:
        """Let some rovers stand still with straight wheels."""
        self._speed_mps[rovers] = 0.0
        self._steer_rad[rovers] = 0.0

    def advance(
        self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike, times_s: Float64
    ) -> WheelTargets:
        """Return targets with leading dimensions (n, t) for a held command, and go on from there.

        speed_mps, yaw_rate_radps: one for all or (n,). times_s: (t,) from now, the last is the end.
        """
        goal_speed, goal_curvature = self._drive.limit(speed_mps, yaw_rate_radps)
        goal_steer = np.arctan(goal_curvature * self._half_wheelbase_m)
        speed = _approach(self._speed_mps, goal_speed, self._accel_mps2 * times_s)
        steer = _approach(self._steer_rad, goal_steer, self._steer_rate_radps * times_s)
        self._speed_mps, self._steer_rad = speed[:, -1].copy(), steer[:, -1].copy()
        return self._drive.targets(speed, np.tan(steer) / self._half_wheelbase_m)


def _approach(start: Float64, goal: Float64, reach: Float64) -> Float64:
    """Return (n, t): from start (n,) toward goal (n,), at most reach (t,) away from start."""
    return np.asarray(start[:, None] + np.clip((goal - start)[:, None], -reach, reach))
