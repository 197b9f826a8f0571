"""The module constants that a reward file finds ready, as the original's had them."""

from math import nan

from rover_env.collision import CRASH_DISTANCE_M
from rover_env.rover_view import N_WAYPOINT_FLAGS
from rover_env.spec import LIDAR_RANGE_M
from rover_env.task import Task


def reward_constants(task: Task) -> dict[str, float]:
    """Return the constants of a world by name; places in the map frame.

    CHECKPOINT_X, CHECKPOINT_Y: [m] the checkpoint, or the corner of the finish.
    INITIAL_POS_X, INITIAL_POS_Y: [m] the start of the world.
    INITIAL_DISTANCE_TO_CHECKPOINT: [m] straight line from that start, in the plane.
    MAX_STEPS: [steps] power supply of an episode.
    LIDAR_SCAN_MAX_DISTANCE: [m] the LIDAR sees nothing beyond it.
    CRASH_DISTANCE: [m] a LIDAR range at or below it is a collision.
    GUIDERAILS_X_MIN, GUIDERAILS_X_MAX, GUIDERAILS_Y_MIN, GUIDERAILS_Y_MAX: [m] the rails,
        without their margin.
    WAYPOINT_1_X, WAYPOINT_1_Y, WAYPOINT_2_X, WAYPOINT_2_Y, WAYPOINT_3_X, WAYPOINT_3_Y: [m] a
        waypoint; NaN where the world has none, so that no comparison with it holds.
    """
    x_min, x_max, y_min, y_max = task.rails
    constants: dict[str, float] = {
        'CHECKPOINT_X': task.checkpoint[0],
        'CHECKPOINT_Y': task.checkpoint[1],
        'INITIAL_POS_X': task.start[0],
        'INITIAL_POS_Y': task.start[1],
        'INITIAL_DISTANCE_TO_CHECKPOINT': task.initial_distance_m,
        'MAX_STEPS': task.power_supply,
        'LIDAR_SCAN_MAX_DISTANCE': LIDAR_RANGE_M,
        'CRASH_DISTANCE': CRASH_DISTANCE_M,
        'GUIDERAILS_X_MIN': x_min,
        'GUIDERAILS_X_MAX': x_max,
        'GUIDERAILS_Y_MIN': y_min,
        'GUIDERAILS_Y_MAX': y_max,
    }
    for number in range(1, N_WAYPOINT_FLAGS + 1):
        known = number <= len(task.waypoints)
        x, y = task.waypoints[number - 1] if known else (nan, nan)
        constants |= {f'WAYPOINT_{number}_X': x, f'WAYPOINT_{number}_Y': y}
    return constants
