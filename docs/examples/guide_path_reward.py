"""Follow a path through the world mars: pay the way made along it, end the episode off it.

The points are the shortest way that keeps 1.2 m from every rock. The rover may start anywhere: far
from the path it is paid for coming nearer, and once it has been on the path, leaving it ends the
episode. Change POINTS, or OFF_PATH, and see what it learns.

Only what lies between two places counts as progress, so driving in circles pays nothing.
"""

# CHECKPOINT_X and the other constants of the world are ready in every reward file.
# ruff: noqa: F821

from itertools import pairwise
from math import hypot, inf

from rover_env.rover_view import RoverView

POINTS = (
    (INITIAL_POS_X, INITIAL_POS_Y),
    (-3.7, 0.1),
    (-7.9, -2.0),  # past the jagged rock that blocks the straight line
    (-28.0, -2.0),
    (-29.2, -2.6),  # between rocks
    (-39.5, -2.6),
    (CHECKPOINT_X, CHECKPOINT_Y),
)
OFF_PATH = 1.0  # [m] from the path
PROGRESS = 0.2  # per metre of the way
TIME = 0.03  # per step: as much as 15 cm of the way
GOAL = 5.0  # once
FAILURE = 2.0  # once, for a collision, the edge of the map, tipping over or leaving the path


def way_left(x: float, y: float) -> tuple[float, float]:
    """Return how far it is from a place to the path, and from there on to the checkpoint [m]."""
    offset, beyond, ahead = inf, 0.0, 0.0
    for (from_x, from_y), (to_x, to_y) in reversed(list(pairwise(POINTS))):
        length = hypot(to_x - from_x, to_y - from_y)
        along = ((x - from_x) * (to_x - from_x) + (y - from_y) * (to_y - from_y)) / length
        along = min(max(along, 0.0), length)
        near_x = from_x + along / length * (to_x - from_x)
        near_y = from_y + along / length * (to_y - from_y)
        if hypot(x - near_x, y - near_y) < offset:
            offset, beyond = hypot(x - near_x, y - near_y), ahead + length - along
        ahead += length
    return offset, beyond


def reward_function(self: RoverView) -> tuple[float, bool]:
    """Reward the step one rover has just taken."""
    if self.steps == 1:
        self.was_on_path = False
    offset, beyond = way_left(self.x, self.y)
    offset_before, beyond_before = way_left(self.last_position_x, self.last_position_y)
    strayed = self.was_on_path and offset > OFF_PATH
    self.was_on_path = self.was_on_path or offset <= OFF_PATH
    failed = strayed or self.collision or self.left_map or self.tipped
    self.reward_terms = {
        'progress': PROGRESS * (offset_before + beyond_before - offset - beyond),
        'time': -TIME,
        'goal': GOAL * self.reached_checkpoint,
        'failure': -FAILURE * failed,
    }
    return sum(self.reward_terms.values()), strayed
