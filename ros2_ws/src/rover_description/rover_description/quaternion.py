"""Quaternions x y z w of one rotation, as ROS messages hold them."""

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def product(first: Float64, second: Float64) -> Float64:
    """Return the rotation that turns by second and then by first, (4,) each."""
    vector_1, w_1, vector_2, w_2 = first[:3], first[3], second[:3], second[3]
    vector = w_1 * vector_2 + w_2 * vector_1 + np.cross(vector_1, vector_2)
    return np.array([*vector, w_1 * w_2 - vector_1 @ vector_2])


def inverse(rotation: Float64) -> Float64:
    """Return the rotation back, (4,)."""
    return np.array([-1.0, -1.0, -1.0, 1.0]) * rotation


def about(axis: Float64, angle_rad: float) -> Float64:
    """Return the rotation by an angle about a unit vector (3,)."""
    return np.array([*(np.sin(0.5 * angle_rad) * axis), np.cos(0.5 * angle_rad)])


def from_rpy(roll_rad: float, pitch_rad: float, yaw_rad: float) -> Float64:
    """Return the rotation by roll about x, then pitch about y, then yaw about z (fixed axes)."""
    x, y, z = np.eye(3)
    return product(about(z, yaw_rad), product(about(y, pitch_rad), about(x, roll_rad)))
