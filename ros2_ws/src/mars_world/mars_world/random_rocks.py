"""Draw the rocks of a random world: sizes by the law, places by chance."""

import math

import numpy as np
from rover_description import load_rover

from mars_world.random_course import FREE_RADIUS_M, Course, Place, centimetres
from mars_world.random_world_file import SURROUNDINGS_M, Generator
from mars_world.rock_abundance import draw_diameters
from mars_world.world_check import seen_height_m

N_PLACES = 60  # tried for a rock before it may touch another
ROCK_HEIGHT = 0.5  # of its diameter, above the ground
ROCK_OVAL = 1.25  # most length by width
_ON_SLOPE_M = 0.05  # more height, because the ground under a rock is not level


def draw_rocks(
    generator: Generator, course: Course, rng: np.random.Generator
) -> list[dict[str, float]]:
    """Draw sizes first and places second, so that no place is lost by its rock being large."""
    diameters = draw_diameters(
        generator.rock_abundance, generator.smallest_rock, generator.largest_rock,
        generator.area_m2, rng,
    )  # fmt: skip
    seen_m = seen_height_m(load_rover()) + _ON_SLOPE_M
    placed: list[tuple[Place, float]] = []
    rocks = []
    for diameter in diameters.tolist():
        oval = math.sqrt(rng.uniform(1.0, ROCK_OVAL))
        half_m = 0.5 * diameter * oval
        place = _rock_place(generator, course, half_m, placed, rng)
        placed.append((place, half_m))
        height = ROCK_HEIGHT * diameter
        if _reaches_into_rails(place, half_m, generator):
            height = max(height, seen_m)
        rocks.append(
            {
                'dx': place[0], 'dy': place[1], 'yaw': round(rng.uniform(0.0, math.pi), 2),
                'width': round(diameter * oval, 3), 'length': round(diameter / oval, 3),
                'height': math.ceil(100.0 * height) / 100.0,
            }
        )  # fmt: skip
    return rocks


def _rock_place(
    generator: Generator,
    course: Course,
    half_m: float,
    placed: list[tuple[Place, float]],
    rng: np.random.Generator,
) -> Place:
    """Draw a place with both ends of the course free and, where there is room, no rock near."""
    x_range = (-SURROUNDINGS_M, generator.length + SURROUNDINGS_M)
    y_reach = 0.5 * generator.width + SURROUNDINGS_M
    best, best_gap = (-SURROUNDINGS_M, -y_reach), -math.inf
    for _ in range(N_PLACES):
        place = (centimetres(rng.uniform(*x_range)), centimetres(rng.uniform(-y_reach, y_reach)))
        if course.distance_m(place) < FREE_RADIUS_M + half_m:
            continue
        gap = min((math.dist(place, at) - half - half_m for at, half in placed), default=0.0)
        if gap >= 0.0:
            return place
        if gap > best_gap:
            best, best_gap = place, gap
    return best


def _reaches_into_rails(place: Place, half_m: float, generator: Generator) -> bool:
    reach = 1.5 * half_m  # the corners of an irregular rock stand out
    return (
        -reach < place[0] < generator.length + reach
        and abs(place[1]) < 0.5 * generator.width + reach
    )
