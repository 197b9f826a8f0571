"""The rules that end an episode, one function each. All are batched over n rovers."""

from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from rover_env.attitude import up_base
from rover_env.task import TaskColumns

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

UPRIGHT = cos(radians(60.0))  # the steepest way the rover can drive is well below this tilt


def diverged(failed: Bool, position_map: Float64) -> Bool:
    """Tell whose simulation failed: it says so, or the position (n, 3) is not finite."""
    return failed | ~np.isfinite(position_map).all(axis=1)


def tipped(orientation_map: Float64) -> Bool:
    """Tell who leans more than 60 degrees; (n, 4) quaternions x y z w."""
    fallen: Bool = up_base(orientation_map)[:, 2] < UPRIGHT
    return fallen


def left_map(position_map: Float64, task: TaskColumns) -> Bool:
    """Tell whose base_link is further outside the rails than the margin."""
    x, y = position_map[:, 0], position_map[:, 1]
    x_min, x_max, y_min, y_max = task.rails.T
    out_x = (x < x_min - task.margin_m) | (x > x_max + task.margin_m)
    out_y = (y < y_min - task.margin_m) | (y > y_max + task.margin_m)
    outside: Bool = out_x | out_y
    return outside


def reached(distance_m: Float64, position_map: Float64, task: TaskColumns) -> Bool:
    """Tell whose base_link is at the checkpoint: near enough in the plane, and in the finish."""
    x, y = position_map[:, 0], position_map[:, 1]
    x_min, x_max, y_min, y_max = task.finish.T
    inside = (x >= x_min) & (x <= x_max) & (y >= y_min) & (y <= y_max)
    there: Bool = inside & (distance_m <= task.radius_m)
    return there


def power_drained(power_supply_range: NDArray[np.int64]) -> Bool:
    """Tell whose power supply is used up."""
    empty: Bool = power_supply_range <= 0
    return empty
