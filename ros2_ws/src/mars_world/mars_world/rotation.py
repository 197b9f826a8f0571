"""Rotations of base_link, batch first: MuJoCo's quaternions w x y z and those of ROS, x y z w."""

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def to_xyzw(quaternion: Float64) -> Float64:
    """Put w last, as ROS wants it."""
    return np.concatenate([quaternion[..., 1:], quaternion[..., :1]], axis=-1)


def to_wxyz(quaternion: Float64) -> Float64:
    """Put w first, as MuJoCo wants it."""
    return np.concatenate([quaternion[..., 3:], quaternion[..., :3]], axis=-1)


def middle(before: Float64, after: Float64) -> Float64:
    """Return the attitude half-way between two near ones, (..., 4) each, in either order."""
    same_side = np.sum(before * after, axis=-1, keepdims=True) >= 0.0
    total = before + np.where(same_side, after, -after)
    return np.asarray(total / np.linalg.norm(total, axis=-1, keepdims=True))


def matrices(quaternion_wxyz: Float64) -> Float64:
    """Return the matrices map_from_base, (..., 3, 3), of unit quaternions (..., 4)."""
    w, x, y, z = np.moveaxis(quaternion_wxyz, -1, 0)
    turns = np.empty((*w.shape, 3, 3))
    turns[..., 0, 0] = 1.0 - 2.0 * (y * y + z * z)
    turns[..., 0, 1] = 2.0 * (x * y - w * z)
    turns[..., 0, 2] = 2.0 * (x * z + w * y)
    turns[..., 1, 0] = 2.0 * (x * y + w * z)
    turns[..., 1, 1] = 1.0 - 2.0 * (x * x + z * z)
    turns[..., 1, 2] = 2.0 * (y * z - w * x)
    turns[..., 2, 0] = 2.0 * (x * z - w * y)
    turns[..., 2, 1] = 2.0 * (y * z + w * x)
    turns[..., 2, 2] = 1.0 - 2.0 * (x * x + y * y)
    return turns


def yaw_of(quaternion_wxyz: Float64) -> Float64:
    """Return the heading [rad] of attitudes (..., 4)."""
    forward_map = matrices(quaternion_wxyz)[..., 0]
    return np.asarray(np.arctan2(forward_map[..., 1], forward_map[..., 0]))
