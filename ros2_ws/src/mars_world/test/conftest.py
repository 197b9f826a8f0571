"""Plain worlds on which the behaviour of the rover can be foretold."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from mars_world.full_physics import PHYSICS_STEP_S, FullPhysics
from mars_world.height_field import HeightField
from mars_world.physics import Physics
from mars_world.training_physics import TrainingPhysics
from mars_world.world import World, build_world
from mars_world.world_file import WorldFile

MARS_GRAVITY = 3.711


@pytest.fixture(scope='session')
def share_below() -> Callable[..., np.ndarray]:
    """Return Golombek and Rapp's share of the rocks that are at most as wide as each diameter."""

    def share(
        abundance: float, smallest_m: float, largest_m: float, diameters_m: np.ndarray
    ) -> np.ndarray:
        at = np.linspace(smallest_m, largest_m, 5000)
        # What rocks of a diameter cover, over the area of one of them, is their number.
        number = np.exp(-(1.79 + 0.152 / abundance) * at) / at**2
        below = np.concatenate([[0.0], np.cumsum(0.5 * (number[1:] + number[:-1]))])
        return np.interp(diameters_m, at, below / below[-1])

    return share


@pytest.fixture(scope='session')
def flat_world() -> Callable[..., World]:
    """Return a maker of flat worlds of 60 x 60 m; objects as in a world file."""

    def make(gravity: float = MARS_GRAVITY, objects: tuple[dict[str, object], ...] = ()) -> World:
        fields = {
            'name': 'plain', 'seed': 1, 'gravity': gravity, 'sky': [0, 0, 0], 'sun': [0, 0, -1],
            'power_supply': 100, 'start': {'x': 0, 'y': 0, 'yaw': 0},
            'checkpoint': {'x': 10, 'y': 0, 'radius': 0.5},
            'rails': {'x_min': -25, 'x_max': 25, 'y_min': -25, 'y_max': 25},
            'terrain': {'cell': 0.2, 'soil': {'z_min': 0, 'z_max': 0}}, 'objects': objects,
        }  # fmt: skip
        return build_world(WorldFile.model_validate(fields))

    return make


@pytest.fixture(scope='session')
def shaped_world(flat_world: Callable[..., World]) -> Callable[..., World]:
    """Return a maker of worlds whose ground is a function of x and y."""

    def make(height: Callable[[np.ndarray, np.ndarray], np.ndarray], **options: object) -> World:
        world = flat_world(**options)
        field = world.terrain
        rows, columns = field.z_m.shape
        x = field.x_min + field.cell_m * np.arange(columns)
        y = field.y_min + field.cell_m * np.arange(rows)
        z_m = np.broadcast_to(height(x[None, :], y[:, None]), field.z_m.shape)
        ground = HeightField(field.x_min, field.y_min, field.cell_m, z_m.astype(np.float32))
        return replace(world, terrain=ground)

    return make


# The steps that each full physics is stepped with: scores, the node's longest, training's.
FULL_PHYSICS = (
    (FullPhysics, 0.005), (FullPhysics, 0.02), (TrainingPhysics, 0.02), (TrainingPhysics, 0.025),
)  # fmt: skip


def rover_maker(physics_class: type[Physics], physics_step_s: float) -> Callable[..., Physics]:
    """Return a maker of a physics with one rover at rest at a pose x, y, yaw."""

    def make(world: World, pose: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Physics:
        physics = physics_class([world], 1, physics_step_s=physics_step_s)
        physics.reset(np.array([0]), np.array([pose]), np.array([1], np.uint64))
        return physics

    return make


@pytest.fixture(scope='session')
def one_rover() -> Callable[..., Physics]:
    """Return a maker of the physics of scores with one rover."""
    return rover_maker(FullPhysics, PHYSICS_STEP_S)


@pytest.fixture(scope='session', params=FULL_PHYSICS, ids=lambda p: f'{p[0].__name__}-{p[1]}')
def each_rover(request: pytest.FixtureRequest) -> Callable[..., Physics]:
    """Return a maker as one_rover, of each full physics in turn at each of its steps."""
    return rover_maker(*request.param)
