"""Draw the relief of a random world: mounds, craters, and swells as steep as asked."""

import math

import numpy as np

from mars_world.obstacles import slope
from mars_world.random_course import FREE_RADIUS_M, Course, Place, centimetres
from mars_world.random_world_file import Generator
from mars_world.terrain import build_terrain
from mars_world.world_file import WorldFile

N_PLACES = 60  # tried before a mound or crater may lie at an end of the course


def draw_mound(generator: Generator, course: Course, rng: np.random.Generator) -> dict[str, float]:
    """Draw a round hill that can be driven over."""
    radius = centimetres(rng.uniform(1.5, 3.0))
    x, y = _draw_place(generator, course, radius, rng)
    return {
        'x': x,
        'y': y,
        'height': centimetres(radius * rng.uniform(0.08, 0.2)),
        'radius': radius,
    }


def draw_crater(generator: Generator, course: Course, rng: np.random.Generator) -> dict[str, float]:
    """Draw a crater as old ones are: shallow, and with a rim that is worn down on one side."""
    radius = centimetres(rng.uniform(1.5, 3.0))
    reach = centimetres(1.6 * radius)
    x, y = _draw_place(generator, course, reach + FREE_RADIUS_M, rng)
    rim = radius * rng.uniform(0.05, 0.1)
    return {
        'x': x, 'y': y, 'radius': radius, 'reach': reach, 'depth': centimetres(0.12 * radius),
        'rim_high': centimetres(rim), 'rim_low': centimetres(0.4 * rim),
        'low_side': round(rng.uniform(-math.pi, math.pi), 2),
    }  # fmt: skip


def _draw_place(
    generator: Generator, course: Course, distance_m: float, rng: np.random.Generator
) -> Place:
    """Draw a place between the rails, away from both ends of the course where there is room."""
    half = 0.5 * generator.width
    for _ in range(N_PLACES):
        place = (
            centimetres(rng.uniform(0.0, generator.length)),
            centimetres(rng.uniform(-half, half)),
        )
        if course.distance_m(place) > distance_m:
            break
    return place


def soil_relief(file: WorldFile, steepest_rad: float) -> float:
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
