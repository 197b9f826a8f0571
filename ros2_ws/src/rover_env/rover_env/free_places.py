"""Find places in a world where a rover can stand and drive off."""

import math
from functools import cached_property

import numpy as np
from mars_world.world import World
from numpy.typing import NDArray

from rover_env.starts import StartError
from rover_env.task import Task

Float64 = NDArray[np.float64]

RAILS_INSET_M = 0.6
CLEARANCE_M = 1.1  # from base_link to any boulder; the rover's own corners are 0.5 m away
FREE_AHEAD_M = 0.8  # about the tightest turn: the clearance holds there, too
MAX_SLOPE = math.cos(math.radians(15.0))
YAW_SPREAD_RAD = math.pi / 2  # to either side of the way to the checkpoint
ABOVE_GROUND_M = 0.3  # height at which the distance to boulders is taken
CELL_M = 0.25
MAX_TRIES = 10_000


class TerrainPlaces:
    """Draws places inside the rails, on gentle ground, away from boulders."""

    def __init__(self, world: World, task: Task) -> None:
        self._world = world
        self._task = task
        x_min, x_max, y_min, y_max = task.rails
        self._low = (x_min + RAILS_INSET_M, y_min + RAILS_INSET_M)
        self._high = (x_max - RAILS_INSET_M, y_max - RAILS_INSET_M)

    def sample(self, rng: np.random.Generator) -> tuple[float, float, float]:
        """Draw a place; x, y [m, map frame] and yaw [rad].

        Raises:
            StartError: the world is too full.
        """
        goal_x, goal_y = self._task.checkpoint
        for _ in range(MAX_TRIES):
            x, y = rng.uniform(self._low, self._high).tolist()
            spread = float(rng.uniform(-YAW_SPREAD_RAD, YAW_SPREAD_RAD))
            yaw = math.atan2(goal_y - y, goal_x - x) + spread
            ahead = x + FREE_AHEAD_M * math.cos(yaw), y + FREE_AHEAD_M * math.sin(yaw)
            if self._is_free(x, y) and self._is_free(*ahead):
                return x, y, yaw
        raise StartError(
            f'{self._task.world} has no place to start at random; clear some rocks or use '
            'random_share 0'
        )

    def _is_free(self, x: float, y: float) -> bool:
        """Look a point up in the grid; what lies outside of the rails is not free."""
        column = round((x - self._low[0]) / CELL_M)
        row = round((y - self._low[1]) / CELL_M)
        rows, columns = self._free.shape
        return 0 <= row < rows and 0 <= column < columns and bool(self._free[row, column])

    @cached_property
    def _free(self) -> NDArray[np.bool_]:
        """Which points of a grid over the rails are clear; made when the first is asked for."""
        xs, ys = (
            np.arange(low, high, CELL_M)
            for low, high in zip(self._low, self._high, strict=True)
        )  # fmt: skip
        x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
        terrain = self._world.terrain
        free = terrain.normal_at(x, y)[:, 2] > MAX_SLOPE
        points = np.column_stack([x, y, terrain.height_at(x, y) + ABOVE_GROUND_M])
        for boulder in self._world.boulders:
            # Beyond the furthest plane of a convex solid: never more than the distance to it.
            beyond = (points @ boulder.planes[:, :3].T - boulder.planes[:, 3]).max(axis=1)
            free &= beyond > CLEARANCE_M
        return np.asarray(free.reshape(len(ys), len(xs)), np.bool_)
