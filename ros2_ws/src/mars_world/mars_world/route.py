"""Find the shortest way to the goal that keeps a clearance from every rock."""

import heapq
import math

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

from mars_world.obstacle_grid import CELL_M, Bool, ObstacleGrid, obstacle_grid, straight_moves
from mars_world.world import World

Float64 = NDArray[np.float64]

MAX_CELLS = 100_000  # a larger place is searched with larger cells
_REACH = 2  # straight moves up to a knight's move: 16 headings, at most 2.8 % longer than the truth


def find_route(world: World, clearance_m: float) -> Float64 | None:
    """Return the way from the start to the goal as (k, 2) points in map, None where there is none.

    The way stays inside the rails, at least clearance_m from every rock and off steep ground.
    """
    grid = _grid(world)
    start, goal = world.file.start, world.file.goal
    free = _free_cells(grid, clearance_m)
    cells = _shortest(free, grid.cell(start.x, start.y), grid.cell(goal.x, goal.y))
    if cells is None:
        return None
    between = [(grid.x[i], grid.y[j]) for j, i in cells[1:-1]]
    return np.array([(start.x, start.y), *between, (goal.x, goal.y)])


def is_reachable(world: World, clearance_m: float) -> bool:
    """Tell whether a way leads to the goal; where it does, find_route finds one."""
    grid = _grid(world)
    start, goal = world.file.start, world.file.goal
    areas, _ = label(_free_cells(grid, clearance_m))
    area: int = areas[grid.cell(start.x, start.y)]
    return area > 0 and bool(area == areas[grid.cell(goal.x, goal.y)])


def route_length(route_map: Float64) -> float:
    """Return the length of a way [m]; route_map: (k, 2)."""
    return float(np.linalg.norm(np.diff(route_map, axis=0), axis=1).sum())


def _grid(world: World) -> ObstacleGrid:
    rails = world.file.rails
    area = (rails.x_max - rails.x_min) * (rails.y_max - rails.y_min)
    return obstacle_grid(world, max(CELL_M, math.sqrt(area / MAX_CELLS)))


def _free_cells(grid: ObstacleGrid, clearance_m: float) -> Bool:
    free: Bool = ~grid.steep & (grid.distance_to(grid.rocky) >= clearance_m)
    return free


def _shortest(
    free: Bool, start: tuple[int, int], goal: tuple[int, int]
) -> list[tuple[int, int]] | None:
    """A* over the free cells, both ends included."""
    if not free[start] or not free[goal]:
        return None
    moves = [(dj, di, math.hypot(dj, di)) for dj, di in straight_moves(_REACH)]
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
