"""The fast model's attitudes: without angles, whose sines and cosines would take half of a step."""

import math
from typing import NamedTuple

from mars_world.jit import compiled

Vector = tuple[float, float, float]
Axes = tuple[Vector, Vector, Vector]  # forward, left and up of base_link in map
Quaternion = tuple[float, float, float, float]  # base_link in map, x y z w


class Lean(NamedTuple):
    """Sines and cosines of pitch and roll (angles as in REP-103: nose down is a positive pitch)."""

    sin_pitch: float
    cos_pitch: float
    sin_roll: float
    cos_roll: float


@compiled
def quaternion(yaw: float, lean: Lean) -> Quaternion:
    """Return the attitude of a heading [rad] and a lean of less than 90 degrees."""
    cy, sy = math.cos(0.5 * yaw), math.sin(0.5 * yaw)
    cp, cr = math.sqrt(0.5 + 0.5 * lean.cos_pitch), math.sqrt(0.5 + 0.5 * lean.cos_roll)
    sp, sr = 0.5 * lean.sin_pitch / cp, 0.5 * lean.sin_roll / cr
    return (
        sr * cp * cy - cr * sp * sy,
        cr * sp * cy + sr * cp * sy,
        cr * cp * sy - sr * sp * cy,
        cr * cp * cy + sr * sp * sy,
    )


@compiled
def axes_of(turn: Quaternion) -> Axes:
    """Return the rover's forward, left and up in map."""
    x, y, z, w = turn
    forward = (1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + w * z), 2.0 * (x * z - w * y))
    left = (2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x))
    up = (2.0 * (x * z + w * y), 2.0 * (y * z - w * x), 1.0 - 2.0 * (x * x + y * y))
    return forward, left, up


@compiled
def half_way(before: Quaternion, after: Quaternion) -> Quaternion:
    """Return the attitude in the middle between two that are close."""
    x, y = before[0] + after[0], before[1] + after[1]
    z, w = before[2] + after[2], before[3] + after[3]
    scale = 1.0 / math.sqrt(x * x + y * y + z * z + w * w)
    return x * scale, y * scale, z * scale, w * scale


@compiled
def rate_base(before: Quaternion, after: Quaternion, dt_s: float) -> Vector:
    """Return the mean angular velocity [rad/s] in base_link between two close attitudes."""
    (ax, ay, az, aw), (bx, by, bz, bw) = before, after
    return (
        2.0 * (aw * bx - ax * bw - ay * bz + az * by) / dt_s,
        2.0 * (aw * by - ay * bw - az * bx + ax * bz) / dt_s,
        2.0 * (aw * bz - az * bw - ax * by + ay * bx) / dt_s,
    )
