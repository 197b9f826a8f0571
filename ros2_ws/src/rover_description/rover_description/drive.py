"""Ackermann geometry: the wheel angles and speeds that follow a commanded twist without slip."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rover_description.rover import CORNERS, WHEELS, Rover

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class WheelTargets:
    """Set points of the servos, batch first.

    steer_rad: (n, 4) about z, left positive, in the order of ``CORNERS``.
    wheel_radps: (n, 6) forward positive, in the order of ``WHEELS``.
    """

    steer_rad: Float64
    wheel_radps: Float64


class AckermannDrive:
    """Turn twists into wheel targets; all axles point to one centre of rotation."""

    def __init__(self, rover: Rover) -> None:
        self._max_speed_mps = rover.drive.speed_mps
        self._max_curvature_radpm = 1.0 / rover.turn_radius_m
        self._radius_m = rover.wheel.radius_m
        self._corners_base = np.array([rover.wheel_centre_m(name)[:2] for name in CORNERS])
        self._wheels_base = np.array([rover.wheel_centre_m(name)[:2] for name in WHEELS])

    def limit(self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike) -> tuple[Float64, Float64]:
        """Return what the rover can follow of a command: speed [m/s] and curvature [rad/m], (n,).

        The rover has no reverse and cannot turn on the spot; a speed of 0 stands still.
        """
        speed, yaw_rate = np.broadcast_arrays(
            np.atleast_1d(np.asarray(speed_mps, dtype=np.float64)),
            np.asarray(yaw_rate_radps, dtype=np.float64),
        )
        curvature = np.divide(yaw_rate, speed, out=np.zeros_like(speed), where=speed > 0.0)
        limit = self._max_curvature_radpm
        return np.clip(speed, 0.0, self._max_speed_mps), np.clip(curvature, -limit, limit)

    def targets(self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike) -> WheelTargets:
        """Return the wheel targets for a speed [m/s] and yaw rate [rad/s] of base_link, each (n,).

        A speed beyond the limits is clipped with its curvature kept, and so is a curvature
        beyond the smallest turn radius.
        """
        speed, curvature = self.limit(speed_mps, yaw_rate_radps)
        steer = self._heading(self._corners_base, curvature)[1]
        stretch = self._heading(self._wheels_base, curvature)[0]
        return WheelTargets(steer, speed[:, None] * stretch / self._radius_m)

    @staticmethod
    def _heading(points_base: Float64, curvature: Float64) -> tuple[Float64, Float64]:
        """Return speed per unit of rover speed and direction [rad] of points, each (n, k)."""
        forward = 1.0 - curvature[:, None] * points_base[:, 1]
        sideways = curvature[:, None] * points_base[:, 0]
        return np.hypot(forward, sideways), np.arctan2(sideways, forward)
