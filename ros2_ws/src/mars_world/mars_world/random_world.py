"""Make a world of a family from a seed: rocks, relief, start and goal with a way between them."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rover_description import load_rover

from mars_world.obstacles import slope
from mars_world.random_world_file import SURROUNDINGS_M, Generator, RandomWorldFile
from mars_world.rock_abundance import draw_diameters
from mars_world.route import is_reachable
from mars_world.terrain import build_terrain
from mars_world.world import World, WorldError, build_world
from mars_world.world_check import seen_height_m
from mars_world.world_file import WorldFile

Float64 = NDArray[np.float64]
Place = tuple[float, float]

MAX_TRIES = 40  # worlds without a way before the family counts as impossible
N_PLACES = 60  # tried for a rock before it may touch another
MARGIN_M = 0.45
GOAL_RADIUS_M = 0.5
ROCK_HEIGHT = 0.5  # of its diameter, above the ground
ROCK_OVAL = 1.25  # most length by width
FREE_RADIUS_M = 1.6  # around start and goal
_FROM_RAIL_M = 1.75  # of start and goal
_ON_SLOPE_M = 0.05  # more height, because the ground under a rock is not level


@dataclass(frozen=True)
class Course:
    """Where a drive starts, how it faces and where it ends, map frame."""

    start: Place
    yaw: float
    goal: Place

    def distance_m(self, place: Place) -> float:
        """Return how near a place is to either end [m]."""
        return min(math.dist(place, self.start), math.dist(place, self.goal))


def generate_world(family: RandomWorldFile, seed: int) -> World:
    """Return the world of a seed: always the same one, with a way from its start to its goal.

    Raises WorldError where the family leaves no way in any of the worlds tried.
    """
    clearance = family.generator.clearance
    for number in range(MAX_TRIES):
        world = build_world(_draw_file(family, seed, np.random.default_rng([seed, number])))
        if is_reachable(world, clearance):
            return world
    raise WorldError(
        f'{family.name}:{seed} has no way that keeps {clearance} m from every rock in '
        f'{MAX_TRIES} tries; lower generator.rock_abundance, slope or clearance, or widen it'
    )


def _draw_file(family: RandomWorldFile, seed: int, rng: np.random.Generator) -> WorldFile:
    generator = family.generator
    course = _draw_course(generator, rng)
    fields: dict[str, Any] = family.model_dump(exclude={'generator'})
    fields |= {
        'name': f'{family.name}-{seed}',
        'seed': int(rng.integers(2**31)),
        'start': {'x': course.start[0], 'y': course.start[1], 'yaw': course.yaw},
        'checkpoint': {'x': course.goal[0], 'y': course.goal[1], 'radius': GOAL_RADIUS_M},
        'rails': {
            'x_min': 0.0, 'x_max': generator.length,
            'y_min': -0.5 * generator.width, 'y_max': 0.5 * generator.width, 'margin': MARGIN_M,
        },
        'terrain': {
            'soil': {'z_min': 0.0, 'z_max': 1.0, 'wavelength': generator.wavelength},
            'mounds': [_draw_mound(generator, course, rng) for _ in range(generator.mounds)],
            'craters': [_draw_crater(generator, course, rng) for _ in range(generator.craters)],
        },
    }  # fmt: skip
    rocks = _draw_rocks(generator, course, rng)
    if rocks:
        fields['objects'] = [
            {'kind': 'rocks', 'name': 'rocks', 'x': 0.0, 'y': 0.0,
             'seed': int(rng.integers(2**31)), 'rocks': rocks}
        ]  # fmt: skip
    fields['terrain']['soil']['z_max'] = _relief(WorldFile.model_validate(fields), generator.slope)
    fields['terrain']['roughness'] = generator.roughness
    return WorldFile.model_validate(fields)


def _draw_course(generator: Generator, rng: np.random.Generator) -> Course:
    """Draw a start near one end of the rails that faces a goal near the other."""
    reach = 0.5 * generator.width - _FROM_RAIL_M
    y = [_cm(rng.uniform(-reach, reach)) for _ in range(2)]
    x = [_FROM_RAIL_M, generator.length - _FROM_RAIL_M]
    if rng.random() < 0.5:
        x.reverse()
    (start, goal) = zip(x, y, strict=True)
    bearing = math.atan2(goal[1] - start[1], goal[0] - start[0])
    return Course(start, round(bearing + rng.uniform(-0.3, 0.3), 2), goal)


def _draw_mound(generator: Generator, course: Course, rng: np.random.Generator) -> dict[str, float]:
    radius = _cm(rng.uniform(1.5, 3.0))
    x, y = _draw_place(generator, course, radius, rng)
    return {'x': x, 'y': y, 'height': _cm(radius * rng.uniform(0.08, 0.2)), 'radius': radius}


def _draw_crater(
    generator: Generator, course: Course, rng: np.random.Generator
) -> dict[str, float]:
    """Draw a crater as old ones are: shallow, and with a rim that is worn down on one side."""
    radius = _cm(rng.uniform(1.5, 3.0))
    reach = _cm(1.6 * radius)
    x, y = _draw_place(generator, course, reach + FREE_RADIUS_M, rng)
    rim = radius * rng.uniform(0.05, 0.1)
    return {
        'x': x, 'y': y, 'radius': radius, 'reach': reach, 'depth': _cm(0.12 * radius),
        'rim_high': _cm(rim), 'rim_low': _cm(0.4 * rim),
        'low_side': round(rng.uniform(-math.pi, math.pi), 2),
    }  # fmt: skip


def _draw_place(
    generator: Generator, course: Course, distance_m: float, rng: np.random.Generator
) -> Place:
    """Draw a place between the rails, away from both ends of the course where there is room."""
    half = 0.5 * generator.width
    for _ in range(N_PLACES):
        place = (_cm(rng.uniform(0.0, generator.length)), _cm(rng.uniform(-half, half)))
        if course.distance_m(place) > distance_m:
            break
    return place


def _draw_rocks(
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
        place = (_cm(rng.uniform(*x_range)), _cm(rng.uniform(-y_reach, y_reach)))
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


def _relief(file: WorldFile, steepest_rad: float) -> float:
    """Return the height [m] from the lowest to the highest soil that makes it as steep as asked."""
    bare = file.terrain.model_copy(update={'mounds': (), 'craters': ()})
    ground = build_terrain(file.model_copy(update={'terrain': bare}))
    rails = file.rails
    x, y = np.meshgrid(
        np.arange(rails.x_min, rails.x_max, bare.cell),
        np.arange(rails.y_min, rails.y_max, bare.cell),
    )
    per_metre = math.tan(float(slope(ground, x, y).max()))
    return round(math.tan(steepest_rad) / per_metre, 3)


def _cm(metres: float) -> float:
    return round(metres, 2)
