"""What an attitude quaternion says: angles and the direction of up. Batched, x y z w order."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def _parts(orientation_map: Float64) -> tuple[Any, Any, Any, Any]:
    return (
        orientation_map[..., 0],
        orientation_map[..., 1],
        orientation_map[..., 2],
        orientation_map[..., 3],
    )


def up_base(orientation_map: Float64) -> Float64:
    """Return the map's z axis seen from base_link, (..., 3), for unit quaternions (..., 4)."""
    x, y, z, w = _parts(orientation_map)
    up = np.empty((*orientation_map.shape[:-1], 3))
    up[..., 0] = 2.0 * (x * z - w * y)
    up[..., 1] = 2.0 * (y * z + w * x)
    up[..., 2] = 1.0 - 2.0 * (x * x + y * y)
    return up


def yaw_rad(orientation_map: Float64) -> Float64:
    """Return the heading of base_link's x axis in map, counter-clockwise from map x, (...)."""
    x, y, z, w = _parts(orientation_map)
    yaw: Float64 = np.arctan2(2.0 * (w * z + x * y), 1.0 - 2.0 * (y * y + z * z))
    return yaw


def roll_pitch_rad(orientation_map: Float64) -> tuple[Float64, Float64]:
    """Return roll (right side down is positive) and pitch (nose down is positive), each (...)."""
    up = up_base(orientation_map)
    return np.arctan2(up[..., 1], up[..., 2]), -np.arcsin(np.clip(up[..., 0], -1.0, 1.0))
