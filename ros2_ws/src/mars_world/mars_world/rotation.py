"""Rotations as MuJoCo has them, quaternions w x y z of base_link in map, batch first."""

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def to_xyzw(quaternion: Float64) -> Float64:
    """Put w last, as ROS wants it."""
    return np.concatenate([quaternion[..., 1:], quaternion[..., :1]], axis=-1)


def middle(before: Float64, after: Float64) -> Float64:
    """Return the attitude half-way between two near ones, (..., 4) each."""
    same_side = np.sum(before * after, axis=-1, keepdims=True) >= 0.0
    total = before + np.where(same_side, after, -after)
    return np.asarray(total / np.linalg.norm(total, axis=-1, keepdims=True))


def matrices(quaternion: Float64) -> Float64:
    """Return the matrices map_from_base, (..., 3, 3), of unit quaternions (..., 4)."""
    w, x, y, z = np.moveaxis(quaternion, -1, 0)
    rows = [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)],
        [2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x)],
        [2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
