"""The MuJoCo model that training steps: that of the full physics, with less to look for."""

import copy
from dataclasses import dataclass
from typing import NamedTuple

import mujoco
import numpy as np
from rover_description import load_rover

from mars_world.ground_clearance import Parts, parts_of
from mars_world.model import SOIL, TREAD, build_spec
from mars_world.mujoco_memory import address_of
from mars_world.packed_worlds import PackedWorlds
from mars_world.rover_tree import Records, rover_tree
from mars_world.soil_planes import add_soil_planes
from mars_world.tree_shapes import Shapes, shapes_of
from mars_world.world import World


class TrainingCourse(NamedTuple):
    """What the steps of all rovers in one world depend on.

    model: its address. tree: the same model for steps in which nothing but treads touches
    anything, (1,) of rover_tree.TREE. world: index into packed. edges: lowest x, highest x,
    lowest y, highest y of the ground.
    """

    model: np.uint64
    tree: Records
    parts: Parts
    shapes: Shapes
    packed: PackedWorlds
    world: int
    edges: tuple[float, float, float, float]


@dataclass(frozen=True)
class TrainingModel:
    """What one thread steps rovers of one world with; its planes move with each step.

    Treads meet their planes, other parts the soil, and all but treads the boulders.
    """

    model: mujoco.MjModel
    course: TrainingCourse


def compile_training_model(world: World, physics_step_s: float) -> mujoco.MjModel:
    """Return the model; geoms, joints and actuators are those of build_model and the planes."""
    spec = build_spec(world, physics_step_s)
    spec.geom(SOIL).conaffinity &= ~TREAD
    add_soil_planes(spec, load_rover())
    # Starting from the forces of the step before takes twice as many iterations here.
    spec.option.disableflags |= mujoco.mjtDisableBit.mjDSBL_WARMSTART
    return spec.compile()


def training_model(
    compiled_model: mujoco.MjModel, packed: PackedWorlds, index: int, world: World
) -> TrainingModel:
    """Return a copy of a compiled model; packed: all worlds, where ``world`` is at ``index``."""
    model = copy.copy(compiled_model)
    ground = world.terrain
    parts = parts_of(model, model.geom(SOIL).id)
    course = TrainingCourse(
        model=address_of(model), tree=rover_tree(model), parts=parts,
        shapes=shapes_of(model, parts), packed=packed, world=index,
        edges=(ground.x_min, ground.x_max, ground.y_min, ground.y_max),
    )  # fmt: skip
    return TrainingModel(model, course)
