"""The MuJoCo models that training steps: those of the full physics, with less to look for.

Where MuJoCo searches for contacts among all shapes, most of its time goes into the search. Here
the pairs that meet the soil are listed beforehand, and the boulders are left out of the search
while none is near.
"""

import copy
from dataclasses import dataclass

import mujoco
import numpy as np
from rover_description import Rover, load_rover

from mars_world.model import SOIL, SOIL_IMPEDANCE, TREAD, build_spec
from mars_world.touch_sensors import TouchSensors
from mars_world.world import World


@dataclass(frozen=True)
class TrainingModel:
    """What all rovers in one world share.

    near: with boulders. clear: without; else the same, and of the same sizes.
    """

    near: mujoco.MjModel
    clear: mujoco.MjModel
    touches: TouchSensors


def build_training_model(world: World, physics_step_s: float) -> TrainingModel:
    """Return the models of a world; geoms, joints and actuators are those of build_model."""
    rover = load_rover()
    spec = build_spec(world, physics_step_s)
    _list_soil_contacts(spec, rover)
    touches = TouchSensors(spec, world)
    near = spec.compile()
    clear = copy.copy(near)
    for masks in (clear.geom_contype, clear.geom_conaffinity):
        masks[:] = 0
    for masks in (clear.body_contype, clear.body_conaffinity):
        masks[:] = 0
    return TrainingModel(near, clear, touches)


def _list_soil_contacts(spec: mujoco.MjSpec, rover: Rover) -> None:
    soil = spec.geom(SOIL)
    meets_soil = int(soil.conaffinity)
    soil.conaffinity = 0
    wheel = rover.wheel
    for geom in spec.geoms:
        if not geom.contype & meets_soil:
            continue
        pair = spec.add_pair(geomname1=SOIL, geomname2=geom.name)
        if geom.contype == TREAD:
            # A pair does not take these from its geoms.
            pair.friction = [wheel.friction, wheel.friction, 0.005, 0.0001, 0.0001]
            pair.solref = [wheel.soil_contact_time_s, wheel.soil_damping_ratio]
            pair.solimp = np.array([*SOIL_IMPEDANCE, 0.001, 0.5, 2.0])
