"""Draw where a drive through a random world starts and where it ends."""

import math
from dataclasses import dataclass

import numpy as np

from mars_world.random_world_file import Generator

Place = tuple[float, float]

FREE_RADIUS_M = 1.6  # around start and goal
_FROM_RAIL_M = 1.75  # of start and goal


@dataclass(frozen=True)
class Course:
    """Where a drive starts, how it faces and where it ends, map frame."""

    start: Place
    yaw: float
    goal: Place

    def distance_m(self, place: Place) -> float:
        """Return how near a place is to either end [m]."""
        return min(math.dist(place, self.start), math.dist(place, self.goal))


def draw_course(generator: Generator, rng: np.random.Generator) -> Course:
    """Draw a start near one end of the rails that faces a goal near the other."""
    reach = 0.5 * generator.width - _FROM_RAIL_M
    y = [centimetres(rng.uniform(-reach, reach)) for _ in range(2)]
    x = [_FROM_RAIL_M, generator.length - _FROM_RAIL_M]
    if rng.random() < 0.5:
        x.reverse()
    (start, goal) = zip(x, y, strict=True)
    bearing = math.atan2(goal[1] - start[1], goal[0] - start[0])
    return Course(start, round(bearing + rng.uniform(-0.3, 0.3), 2), goal)


def centimetres(metres: float) -> float:
    """Round a length [m], so that a world file stays readable."""
    return round(metres, 2)
