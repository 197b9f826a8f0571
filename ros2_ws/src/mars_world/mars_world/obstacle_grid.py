"""The ground between the rails in square cells: which hold rock or are steep, and how far off."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from mars_world.obstacles import rock_heights, slope
from mars_world.world import World

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

CELL_M = 0.1
MAX_SLOPE_RAD = math.radians(20.0)
OBSTACLE_HEIGHT_M = 0.05  # lower rock is driven over


@dataclass(frozen=True)
class ObstacleGrid:
    """Grid lines x and y [m] in map, and what is at their crossings, (len(y), len(x)) each."""

    x: Float64
    y: Float64
    cell_m: float
    rocky: Bool
    steep: Bool

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Return row and column of the crossing next to a place in map."""
        return int(np.abs(self.y - y).argmin()), int(np.abs(self.x - x).argmin())

    def distance_to(self, blocked: Bool) -> Float64:
        """Return the way [m] from each crossing to the next blocked one, inf if none is."""
        if not blocked.any():  # the transform needs something to be away from
            return np.full(blocked.shape, np.inf)
        distance: Float64 = distance_transform_edt(~blocked) * self.cell_m
        return distance


def obstacle_grid(world: World, cell_m: float = CELL_M) -> ObstacleGrid:
    """Look for rock and steep ground everywhere between the rails of a world."""
    rails = world.file.rails
    x = np.arange(rails.x_min, rails.x_max + 0.5 * cell_m, cell_m)
    y = np.arange(rails.y_min, rails.y_max + 0.5 * cell_m, cell_m)
    at_x, at_y = np.meshgrid(x, y)
    rocky = rock_heights(world, at_x, at_y) > OBSTACLE_HEIGHT_M
    steep = slope(world.terrain, at_x, at_y) >= MAX_SLOPE_RAD
    return ObstacleGrid(x, y, cell_m, rocky, steep)


def straight_moves(reach: int) -> list[tuple[int, int]]:
    """Return the steps (rows, columns) from a cell, one per heading, up to so many cells aside."""
    cells = range(-reach, reach + 1)
    return [(dj, di) for dj in cells for di in cells if math.gcd(dj, di) == 1]
