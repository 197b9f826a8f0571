"""What the rovers of the full physics in one world share."""

import copy
from dataclasses import dataclass

import mujoco
import numpy as np

from mars_world.contacts import ContactNames
from mars_world.ground_clearance import parts_of
from mars_world.model import SOIL, TREAD, build_model
from mars_world.mujoco_memory import address_of
from mars_world.packed_worlds import pack_worlds
from mars_world.rover_drive import Course
from mars_world.sample_rates import SampleRates
from mars_world.world import World


@dataclass(frozen=True)
class RoverModel:
    """A world's model; course is what compiled steps read of it.

    treads: the model where only treads on soil are looked for. Where nothing else can touch, its
    steps give the same bytes sooner.
    """

    world: World
    model: mujoco.MjModel
    treads: mujoco.MjModel
    names: ContactNames
    rates: SampleRates
    course: Course


def build_rover_model(world: World, rates: SampleRates) -> RoverModel:
    """Return the model of a world at the step of ``rates``."""
    model = build_model(world, rates.physics_step_s)
    soil = model.geom(SOIL).id
    treads = copy.copy(model)
    treads.geom_conaffinity[:] = 0
    treads.geom_conaffinity[soil] = TREAD
    ground = world.terrain
    course = Course(
        whole=address_of(model),
        treads=address_of(treads),
        parts=parts_of(model, soil),
        packed=pack_worlds([world]),
        world=0,
        reach_m=reach_m(model),
        step_s=rates.physics_step_s,
        edges=(ground.x_min, ground.x_max, ground.y_min, ground.y_max),
    )
    return RoverModel(world, model, treads, ContactNames(model), rates, course)


def reach_m(model: mujoco.MjModel) -> float:
    """Return what no point of the rover is farther from base_link than, however its joints are."""
    farthest = 0.0
    for geom in np.flatnonzero(model.geom_bodyid):
        reach = float(np.linalg.norm(model.geom_pos[geom]) + model.geom_rbound[geom])
        body = int(model.geom_bodyid[geom])
        while model.body_parentid[body]:
            reach += float(np.linalg.norm(model.body_pos[body]))
            body = int(model.body_parentid[body])
        farthest = max(farthest, reach)
    return farthest
