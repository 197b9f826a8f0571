"""Episode variables drawn at random: the corners a short drive does not get to."""

import numpy as np
from numpy.typing import NDArray

from rover_env import terminations
from rover_env.actions import STEERING
from rover_env.spec import DRIVE_SPEED_MPS, LIDAR_RANGE_M, STEP_PERIOD_S
from rover_env.task import Task, TaskColumns
from rover_env.tracking import distance_to_checkpoint_m
from rover_env.variables import Variables

OUTSIDE_M = 1.0  # beyond the rails that places are drawn
STEP_M = STEP_PERIOD_S * DRIVE_SPEED_MPS  # longest way in a step
P_COLLISION, P_TIPPED, P_AT_CHECKPOINT = 0.1, 0.05, 0.1

Float64 = NDArray[np.float64]


def opening_states(task: Task, n_states: int, rng: np.random.Generator) -> Variables:
    """Draw the state after the first step of ``n_states`` episodes; nothing has happened yet."""
    at = any_states(task, n_states, rng)
    at.steps[:] = 1
    at.power_supply_range[:] = task.power_supply - 1
    at.distance_travelled[:] = STEP_M
    for nothing_yet in (
        at.reward_in_episode, at.collision, at.tipped, at.left_map, at.reached_checkpoint
    ):  # fmt: skip
        nothing_yet[:] = 0
    return at


def any_states(task: Task, n_states: int, rng: np.random.Generator) -> Variables:
    """Draw states after a second or later step; what is measured and what is judged agree."""
    at = Variables.zeros(n_states)
    _draw_places(at, task, rng)
    at.steps[:] = rng.integers(2, task.power_supply, n_states, endpoint=True)
    at.power_supply_range[:] = task.power_supply - at.steps
    at.distance_travelled[:] = STEP_M * at.steps
    at.reward_in_episode[:] = rng.uniform(-100.0, 100.0, n_states)
    at.average_linear_acceleration[:] = rng.uniform(0.0, 2.0, n_states)
    at.collision_threshold[:] = rng.uniform(0.0, LIDAR_RANGE_M, n_states)
    at.last_collision_threshold[:] = rng.uniform(0.0, LIDAR_RANGE_M, n_states)
    at.steering[:] = rng.choice(STEERING, n_states)
    at.throttle[:] = 1.0
    at.collision[:] = rng.random(n_states) < P_COLLISION
    at.tipped[:] = rng.random(n_states) < P_TIPPED
    return at


def _draw_places(at: Variables, task: Task, rng: np.random.Generator) -> None:
    """Put the rovers anywhere on the map and a little beyond it, some at the checkpoint."""
    n_states = len(at.steps)
    x_min, x_max, y_min, y_max = task.rails
    low = (x_min - OUTSIDE_M, y_min - OUTSIDE_M)
    high = (x_max + OUTSIDE_M, y_max + OUTSIDE_M)
    here = np.column_stack([rng.uniform(low, high, (n_states, 2)), np.zeros(n_states)])
    here[rng.random(n_states) < P_AT_CHECKPOINT, :2] = task.checkpoint
    at.yaw[:] = rng.uniform(-np.pi, np.pi, n_states)
    before = here - STEP_M * np.column_stack([np.cos(at.yaw), np.sin(at.yaw), np.zeros(n_states)])
    at.x[:], at.y[:] = here[:, 0], here[:, 1]
    at.last_position_x[:], at.last_position_y[:] = before[:, 0], before[:, 1]
    columns = TaskColumns.of([task] * n_states)
    at.current_distance_to_checkpoint[:] = distance_to_checkpoint_m(here, columns.checkpoint)
    at.last_distance_to_checkpoint[:] = distance_to_checkpoint_m(before, columns.checkpoint)
    at.closer_to_checkpoint[:] = at.current_distance_to_checkpoint < at.last_distance_to_checkpoint
    at.left_map[:] = terminations.left_map(here, columns)
    at.reached_checkpoint[:] = terminations.reached(
        at.current_distance_to_checkpoint, here, columns
    )
