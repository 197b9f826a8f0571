"""How far the rover is from the rectangle it must stay in."""

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

QUARTER_TURNS = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])


def rails_clearance_m(xy_map: Float64, yaw: Float64, rails: Float64, limit_m: float) -> Float64:
    """Return the way to the rails forward, left, back and right, (n, 4), within 0..limit_m.

    xy_map: (n, 2) base_link. yaw: (n,) [rad]. rails: (n, 4) x_min, x_max, y_min, y_max. Outside
    of the rails the ways outward are 0.
    """
    heading = np.stack([np.cos(yaw), np.sin(yaw)], axis=-1)
    left = np.stack([-heading[:, 1], heading[:, 0]], axis=-1)
    turns = QUARTER_TURNS
    direction = turns[:, 0, None] * heading[:, None] + turns[:, 1, None] * left[:, None]
    wall = np.where(direction > 0.0, rails[:, None, 1::2], rails[:, None, 0::2])
    way = np.full(direction.shape, np.inf)
    np.divide(wall - xy_map[:, None], direction, out=way, where=direction != 0.0)
    clearance: Float64 = np.clip(way.min(axis=-1), 0.0, limit_m)
    return clearance
