"""Ackermann geometry: the wheel angles and speeds that follow a command without slip."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rover_description.rover import CORNERS, WHEELS, Rover

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class WheelTargets:
    """Set points of the servos; leading dimensions are those of the command.

    steer_rad: (..., 4) about z, left positive, in the order of ``CORNERS``.
    wheel_radps: (..., 6) forward positive, in the order of ``WHEELS``.
    """

    steer_rad: Float64
    wheel_radps: Float64


class AckermannDrive:
    """Turn commands into wheel targets; all axles point to one centre of rotation."""

    def __init__(self, rover: Rover) -> None:
        self._max_speed_mps = rover.drive.speed_mps
        self._max_curvature = 1.0 / rover.turn_radius_m
        self._radius_m = rover.wheel.radius_m
        self._corners_base = np.array([rover.wheel_centre_m(name)[:2] for name in CORNERS])
        self._wheels_base = np.array([rover.wheel_centre_m(name)[:2] for name in WHEELS])

    def limit(self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike) -> tuple[Float64, Float64]:
        """Return the nearest speed [m/s] and curvature [1/m] that the rover can follow.

        The rover has no reverse and cannot turn on the spot. A speed or curvature beyond the
        limits is clipped, each for itself. A command that is not finite stands still.
        """
        speed, yaw_rate = np.broadcast_arrays(
            np.asarray(speed_mps, dtype=np.float64), np.asarray(yaw_rate_radps, dtype=np.float64)
        )
        moves = np.isfinite(speed) & np.isfinite(yaw_rate) & (speed > 0.0)
        curvature = np.divide(yaw_rate, speed, out=np.zeros(speed.shape), where=moves)
        return (
            np.where(moves, np.minimum(speed, self._max_speed_mps), 0.0),
            np.clip(curvature, -self._max_curvature, self._max_curvature),
        )

    def targets(self, speed_mps: ArrayLike, curvature: ArrayLike) -> WheelTargets:
        """Return the wheel targets for base_link at a speed [m/s] on a curvature [1/m, left +]."""
        speed = np.asarray(speed_mps, dtype=np.float64)
        bend = np.asarray(curvature, dtype=np.float64)[..., None]
        steer = np.arctan2(bend * self._corners_base[:, 0], 1.0 - bend * self._corners_base[:, 1])
        stretch = np.hypot(1.0 - bend * self._wheels_base[:, 1], bend * self._wheels_base[:, 0])
        return WheelTargets(steer, speed[..., None] * stretch / self._radius_m)
