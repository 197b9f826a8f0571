"""Odometry from wheel speeds and steering angles alone: smooth, and wrong where wheels slip."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rover_description import CORNERS, WHEELS, Rover

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class OdometryTrack:
    """Planar motion over k samples.

    pose_odom: (k, 3) x [m], y [m], yaw [rad] of base_link in odom.
    twist_base: (k, 3) forward and left speed [m/s] and yaw rate [rad/s].
    """

    pose_odom: Float64
    twist_base: Float64


class WheelOdometry:
    """Dead reckoning of one rover; odom is where it stood at the last reset."""

    def __init__(self, rover: Rover) -> None:
        self._radius_m = rover.wheel.radius_m
        # Each wheel says two things: its centre moves at its rolling speed along its heading,
        # and not across. Least squares makes one motion of the twelve.
        places = np.array([rover.wheel_centre_m(name)[:2] for name in WHEELS])
        along_x = np.column_stack([np.ones(6), np.zeros(6), -places[:, 1]])
        along_y = np.column_stack([np.zeros(6), np.ones(6), places[:, 0]])
        self._twist_from_wheels = np.linalg.pinv(np.concatenate([along_x, along_y]))
        self._corner_of_wheel = [
            CORNERS.index(name) if name in CORNERS else len(CORNERS) for name in WHEELS
        ]
        self._pose_odom = np.zeros(3)

    def reset(self) -> None:
        """Start anew from the origin of odom."""
        self._pose_odom = np.zeros(3)

    def advance(self, steer_rad: Float64, wheel_radps: Float64, sample_s: float) -> OdometryTrack:
        """Go on by k samples of steer_rad (k, 4), as CORNERS, and wheel_radps (k, 6), as WHEELS."""
        straight = np.zeros((len(steer_rad), 1))
        heading = np.concatenate([steer_rad, straight], axis=1)[:, self._corner_of_wheel]
        speed = self._radius_m * wheel_radps
        wheels = np.concatenate([speed * np.cos(heading), speed * np.sin(heading)], axis=1)
        twist_base = wheels @ self._twist_from_wheels.T
        poses = np.empty_like(twist_base)
        for k, (forward, left, yaw_rate) in enumerate(twist_base.tolist()):
            middle = self._pose_odom[2] + 0.5 * sample_s * yaw_rate
            step_x = forward * np.cos(middle) - left * np.sin(middle)
            step_y = forward * np.sin(middle) + left * np.cos(middle)
            self._pose_odom = self._pose_odom + sample_s * np.array([step_x, step_y, yaw_rate])
            poses[k] = self._pose_odom
        return OdometryTrack(poses, twist_base)
