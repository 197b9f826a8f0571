"""Find the shortest way to the goal that keeps a clearance from every rock."""

import heapq
import math

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, label

from mars_world.obstacles import rock_heights, slope
from mars_world.world import World

Float64 = NDArray[np.float64]

CELL_M = 0.1
MAX_CELLS = 100_000  # a larger place is searched with larger cells
MAX_SLOPE_RAD = math.radians(20.0)
OBSTACLE_HEIGHT_M = 0.05  # lower rock is driven over
_REACH = 2  # straight moves up to a knight's move: 16 headings, at most 2.8 % longer than the truth


def find_route(world: World, clearance_m: float) -> Float64 | None:
    """Return the way from the start to the goal as (k, 2) points in map, None where there is none.

    The way stays inside the rails, at least clearance_m from every rock and off steep ground.
    """
    x, y, free = _free_cells(world, clearance_m)
    start, goal = world.file.start, world.file.goal
    cells = _shortest(free, _cell(x, y, start.x, start.y), _cell(x, y, goal.x, goal.y))
    if cells is None:
        return None
    between = [(x[i], y[j]) for j, i in cells[1:-1]]
    return np.array([(start.x, start.y), *between, (goal.x, goal.y)])


def is_reachable(world: World, clearance_m: float) -> bool:
    """Tell whether a way leads to the goal; where it does, find_route finds one."""
    x, y, free = _free_cells(world, clearance_m)
    start, goal = world.file.start, world.file.goal
    areas, _ = label(free)
    area: int = areas[_cell(x, y, start.x, start.y)]
    return area > 0 and bool(area == areas[_cell(x, y, goal.x, goal.y)])


def route_length(route_map: Float64) -> float:
    """Return the length of a way [m]; route_map: (k, 2)."""
    return float(np.linalg.norm(np.diff(route_map, axis=0), axis=1).sum())


def _free_cells(world: World, clearance_m: float) -> tuple[Float64, Float64, NDArray[np.bool_]]:
    """Return grid lines x and y [m] between the rails, and at which of their crossings to drive."""
    rails = world.file.rails
    area = (rails.x_max - rails.x_min) * (rails.y_max - rails.y_min)
    cell = max(CELL_M, math.sqrt(area / MAX_CELLS))
    x = np.arange(rails.x_min, rails.x_max + 0.5 * cell, cell)
    y = np.arange(rails.y_min, rails.y_max + 0.5 * cell, cell)
    at_x, at_y = np.meshgrid(x, y)
    rocky = rock_heights(world, at_x, at_y) > OBSTACLE_HEIGHT_M
    free = slope(world.terrain, at_x, at_y) < MAX_SLOPE_RAD
    if rocky.any():  # the transform needs something to be away from
        free &= distance_transform_edt(~rocky) * cell >= clearance_m
    return x, y, free


def _cell(x: Float64, y: Float64, at_x: float, at_y: float) -> tuple[int, int]:
    return int(np.abs(y - at_y).argmin()), int(np.abs(x - at_x).argmin())


def _shortest(
    free: NDArray[np.bool_], start: tuple[int, int], goal: tuple[int, int]
) -> list[tuple[int, int]] | None:
    """A* over the free cells, both ends included."""
    if not free[start] or not free[goal]:
        return None
    moves = [
        (dj, di, math.hypot(dj, di))
        for dj in range(-_REACH, _REACH + 1)
        for di in range(-_REACH, _REACH + 1)
        if math.gcd(dj, di) == 1
    ]
    rows, columns = free.shape
    cost = np.full(free.shape, np.inf)
    cost[start] = 0.0
    came: dict[tuple[int, int], tuple[int, int]] = {}
    queue = [(math.dist(start, goal), start)]
    while queue:
        _, here = heapq.heappop(queue)
        if here == goal:
            return _backwards(came, goal)
        for dj, di, length in moves:
            there = (here[0] + dj, here[1] + di)
            if not (0 <= there[0] < rows and 0 <= there[1] < columns and free[there]):
                continue
            total = cost[here] + length
            if total < cost[there] - 1e-9:
                cost[there] = total
                came[there] = here
                heapq.heappush(queue, (total + math.dist(there, goal), there))
    return None


def _backwards(
    came: dict[tuple[int, int], tuple[int, int]], goal: tuple[int, int]
) -> list[tuple[int, int]]:
    cells = [goal]
    while cells[-1] in came:
        cells.append(came[cells[-1]])
    return cells[::-1]
