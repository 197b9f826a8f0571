"""Find places in a world where a rover can stand and drive off."""

import math

import numpy as np
from mars_world.world import World
from numpy.typing import NDArray

from rover_env.starts import StartError
from rover_env.task import Task

Float64 = NDArray[np.float64]

RAILS_INSET_M = 0.6
CLEARANCE_M = 0.9  # from base_link to any boulder; its own corners are 0.5 m away
FREE_AHEAD_M = 0.8  # about the tightest turn: the clearance holds there, too
MAX_SLOPE = math.cos(math.radians(15.0))
YAW_SPREAD_RAD = math.pi / 2  # to either side of the way to the checkpoint
ABOVE_GROUND_M = 0.3  # height at which the distance to boulders is taken
BATCH = 16
MAX_BATCHES = 100


class TerrainPlaces:
    """Draws places inside the rails, on gentle ground, away from boulders."""

    def __init__(self, world: World, task: Task) -> None:
        self._terrain = world.terrain
        self._task = task
        boulders = [boulder.planes for boulder in world.boulders]
        self._planes = np.concatenate(boulders) if boulders else np.empty((0, 4))
        self._first_planes = np.cumsum([0, *(len(planes) for planes in boulders[:-1])])

    def sample(self, rng: np.random.Generator) -> tuple[float, float, float]:
        """Draw a place; x, y [m, map frame] and yaw [rad].

        Raises:
            StartError: the world is too full.
        """
        x_min, x_max, y_min, y_max = self._task.rails
        low = np.array([x_min, y_min]) + RAILS_INSET_M
        high = np.array([x_max, y_max]) - RAILS_INSET_M
        for _ in range(MAX_BATCHES):
            xy = rng.uniform(low, high, (BATCH, 2))
            to_goal = self._task.checkpoint - xy
            spread = rng.uniform(-YAW_SPREAD_RAD, YAW_SPREAD_RAD, BATCH)
            yaw = np.arctan2(to_goal[:, 1], to_goal[:, 0]) + spread
            ahead = xy + FREE_AHEAD_M * np.stack([np.cos(yaw), np.sin(yaw)], axis=1)
            free = np.flatnonzero(self._is_free(xy) & self._is_free(ahead))
            if len(free):
                x, y = xy[free[0]].tolist()
                return x, y, float(yaw[free[0]])
        raise StartError(
            f'{self._task.world} has no place to start at random; clear some rocks or use '
            'random_share 0'
        )

    def _is_free(self, xy: Float64) -> NDArray[np.bool_]:
        """Tell which points (m, 2) are clear of boulders and on gentle ground."""
        x, y = xy.T
        gentle = self._terrain.normal_at(x, y)[:, 2] > MAX_SLOPE
        if not len(self._planes):
            return np.asarray(gentle, np.bool_)
        z = self._terrain.height_at(x, y) + ABOVE_GROUND_M
        points = np.column_stack([xy, z])
        beyond = points @ self._planes[:, :3].T - self._planes[:, 3]
        # Beyond the furthest plane of a convex solid: never more than the distance to it.
        clearance = np.maximum.reduceat(beyond, self._first_planes, axis=1)
        return np.asarray(gentle & (clearance > CLEARANCE_M).all(axis=1), np.bool_)
