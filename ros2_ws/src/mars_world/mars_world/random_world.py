"""Make a world of a family from a seed, with a way from its start to its goal."""

from typing import Any

import numpy as np

from mars_world.random_course import draw_course
from mars_world.random_relief import draw_crater, draw_mound, soil_relief
from mars_world.random_rocks import draw_rocks
from mars_world.random_world_file import RandomWorldFile
from mars_world.route import is_reachable
from mars_world.world import World, WorldError, build_world
from mars_world.world_file import WorldFile

MAX_TRIES = 40  # worlds without a way before the family counts as impossible
MARGIN_M = 0.45
GOAL_RADIUS_M = 0.5


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
    course = draw_course(generator, rng)
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
            'mounds': [draw_mound(generator, course, rng) for _ in range(generator.mounds)],
            'craters': [draw_crater(generator, course, rng) for _ in range(generator.craters)],
        },
    }  # fmt: skip
    rocks = draw_rocks(generator, course, rng)
    if rocks:
        fields['objects'] = [
            {'kind': 'rocks', 'name': 'rocks', 'x': 0.0, 'y': 0.0,
             'seed': int(rng.integers(2**31)), 'rocks': rocks}
        ]  # fmt: skip
    fields['terrain']['soil']['z_max'] = soil_relief(
        WorldFile.model_validate(fields), generator.slope
    )
    fields['terrain']['roughness'] = generator.roughness
    return WorldFile.model_validate(fields)
