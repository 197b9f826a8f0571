"""The MuJoCo models that training steps: those of the full physics, with less to look for."""

import copy
from dataclasses import dataclass

import mujoco
from rover_description import load_rover

from mars_world.ground_clearance import parts_of
from mars_world.model import SOIL, TREAD, build_spec
from mars_world.mujoco_memory import address_of
from mars_world.packed_worlds import PackedWorlds
from mars_world.rover_drive import Course
from mars_world.rover_model import reach_m
from mars_world.soil_planes import add_soil_planes
from mars_world.world import World


@dataclass(frozen=True)
class TrainingModel:
    """What one thread steps rovers of one world with; its planes move with each step.

    whole: treads meet their planes, other parts the soil, and all but treads the boulders.
    treads: the same, where nothing but treads on planes is looked for.
    """

    whole: mujoco.MjModel
    treads: mujoco.MjModel
    course: Course


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
    whole, treads = copy.copy(compiled_model), copy.copy(compiled_model)
    for masks in (
        treads.geom_contype, treads.geom_conaffinity, treads.body_contype, treads.body_conaffinity
    ):  # fmt: skip
        masks[:] = 0
    ground = world.terrain
    course = Course(
        whole=address_of(whole), treads=address_of(treads),
        parts=parts_of(whole, whole.geom(SOIL).id), packed=packed, world=index,
        reach_m=reach_m(whole), step_s=float(whole.opt.timestep),
        edges=(ground.x_min, ground.x_max, ground.y_min, ground.y_max),
    )  # fmt: skip
    return TrainingModel(whole, treads, course)
