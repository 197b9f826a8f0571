"""A driver that sees the whole true map: A* distances, and a search over the rover's three actions.

Way to the goal: the shortest distances from every place that is far enough from rocks, slopes and
rails, found once per world with Dijkstra's algorithm. Steering: in every step a beam search over
sequences of left, right and straight with a model of the rover's steering, of which the first
action is taken.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from mars_world.obstacle_grid import obstacle_grid, straight_moves
from mars_world.world import World
from numpy.typing import NDArray
from rover_env.spec import ACTIONS, STEP_PERIOD_S
from scipy.ndimage import map_coordinates
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

Float64 = NDArray[np.float64]
Pose = tuple[float, float, float, float]  # x, y [m], yaw [rad] in map, yaw rate [rad/s]

WIDE_M, NARROW_M = 1.0, 0.7  # clearance of base_link: wanted, and the least there may be
RAILS_INSET_M = 0.3
WALL_COST_M = 0.5  # per metre of lacking clearance and metre driven
REACH = 3  # moves of the search of the map: 32 headings, 1.3 % longer than the truth at most
DEPTH = 9
BEAM = 300
SUBSTEPS = 3
YAW_LAG_S = 0.2  # of the yaw rate behind the command: servo and speed controller together
OFF_MAP = 1e6


@dataclass
class Lookahead:
    """Chooses actions in one world; see the module."""

    world: World
    _field: Float64 = field(init=False)

    def __post_init__(self) -> None:
        self._grid = obstacle_grid(self.world)
        clearance = self._clearance()
        lack = np.clip(WIDE_M - clearance, 0.0, None)
        price = np.where(clearance >= NARROW_M, 1.0 + WALL_COST_M * lack, np.inf)
        self._field = self._way_left(price)

    def action(self, pose: Pose) -> int:
        """Return the first action of the best sequence from a pose."""
        n_actions = len(ACTIONS)
        speeds = np.array([action.speed_mps for action in ACTIONS])
        rates = np.array([action.yaw_rate_radps for action in ACTIONS])
        states = np.array([pose])
        first = np.zeros(1, np.int64)
        cost = np.zeros(1)
        for depth in range(DEPTH):
            actions = np.tile(np.arange(n_actions), len(states))
            states = np.repeat(states, n_actions, axis=0)
            first = actions if depth == 0 else np.repeat(first, n_actions)
            cost = np.repeat(cost, n_actions)
            states, worst, left = self._roll(states, speeds[actions], rates[actions])
            cost = np.maximum(cost, worst)
            total = left + cost - self._near_goal(states)
            best = np.argsort(total, kind='stable')[:BEAM]
            if total[best[0]] < 0.0:  # the goal is reached on the way
                return int(first[best[0]])
            states, first, cost = states[best], first[best], cost[best]
        return int(first[0])

    def way_left(self, x: Float64, y: Float64) -> Float64:
        """Return the way to the goal [m] from places in map, with a price on tight ones."""
        grid = self._grid
        at = np.stack([y - grid.y[0], x - grid.x[0]]) / grid.cell_m
        return map_coordinates(self._field, at, order=1, mode='constant', cval=OFF_MAP)

    def _roll(
        self, states: Float64, speed: Float64, rate: Float64
    ) -> tuple[Float64, Float64, Float64]:
        """Drive one step; returns the states after it, a large cost for a wall, the way left."""
        x, y, yaw, yaw_rate = states.T.copy()
        dt = STEP_PERIOD_S / SUBSTEPS
        keep = math.exp(-dt / YAW_LAG_S)
        worst = np.zeros(len(states))
        for _ in range(SUBSTEPS):
            new_rate = rate + (yaw_rate - rate) * keep
            turn = 0.5 * (yaw_rate + new_rate) * dt
            x, y = (
                x + speed * dt * np.cos(yaw + 0.5 * turn),
                y + speed * dt * np.sin(yaw + 0.5 * turn),
            )
            yaw, yaw_rate = yaw + turn, new_rate
            left = self.way_left(x, y)
            worst = np.maximum(worst, np.where(left > 0.5 * OFF_MAP, OFF_MAP, 0.0))
        return np.stack([x, y, yaw, yaw_rate], axis=1), worst, left

    def _near_goal(self, states: Float64) -> Float64:
        goal, checkpoint = self.world.file.goal, self.world.file.checkpoint
        radius = checkpoint.radius if checkpoint else 0.0
        distance = np.hypot(states[:, 0] - goal.x, states[:, 1] - goal.y)
        return np.where(distance < radius, OFF_MAP / 2, 0.0)

    def _clearance(self) -> Float64:
        """Return the distance to the nearest rock, steep slope or rail [m], on the grid."""
        rails, grid = self.world.file.rails, self._grid
        at_x, at_y = np.meshgrid(grid.x, grid.y)
        to_rail = np.minimum.reduce([
            at_x - rails.x_min, rails.x_max - at_x, at_y - rails.y_min, rails.y_max - at_y
        ])  # fmt: skip
        return np.minimum(
            grid.distance_to(grid.rocky | grid.steep), to_rail + NARROW_M - RAILS_INSET_M
        )

    def _way_left(self, price: Float64) -> Float64:
        """Return the cheapest way to the goal from every crossing of the grid."""
        rows, columns = price.shape
        index = np.arange(rows * columns).reshape(rows, columns)
        edges = []
        for dj, di in straight_moves(REACH):
            j, i = np.mgrid[max(0, -dj) : rows - max(0, dj), max(0, -di) : columns - max(0, di)]
            mean = 0.5 * (price[j, i] + price[j + dj, i + di])
            usable = np.isfinite(mean)
            weight = mean[usable] * math.hypot(dj, di) * self._grid.cell_m
            edges.append((index[j, i][usable], index[j + dj, i + di][usable], weight))
        source, target, weight = (np.concatenate(part) for part in zip(*edges, strict=True))
        graph = coo_array((weight, (source, target)), shape=(index.size, index.size)).tocsr()
        goal = self.world.file.goal
        at_goal = index[self._grid.cell(goal.x, goal.y)]
        way = dijkstra(graph, directed=False, indices=at_goal).reshape(rows, columns)
        return np.where(np.isfinite(way), way, OFF_MAP)
