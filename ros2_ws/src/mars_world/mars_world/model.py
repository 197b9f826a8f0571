"""The MuJoCo model of the rover in a world, made from the rover's URDF and the world's data."""

import mujoco
import numpy as np
from rover_description import Rover, load_rover, urdf_xml

from mars_world.servos import add_servos
from mars_world.world import World

SOIL = 'soil'
# Of geoms: what a geom is (contype) and which of those it meets (conaffinity). Each wheel has two
# shapes. On soil it rolls as a ball, which is smooth and cheap where a cylinder would scrub on its
# edges; against boulders it is the cylinder it is, so that rim and side touch where they should.
_PART, TREAD, RIM = 1, 2, 4
SOIL_IMPEDANCE = (0.95, 0.99)
_STIFF_IMPEDANCE = (0.99, 0.999)
_STIFF_SOLREF = (0.01, 1.0)
_MAX_PHYSICS_STEP_S = 0.025  # beyond, wheels sink and drives bend


def build_model(world: World, physics_step_s: float) -> mujoco.MjModel:
    """Return the model that is stepped; it has no looks, only what moves and what touches.

    Geoms are called LINK/NUMBER, SOIL or as their boulder; joints as in the URDF; actuators
    steer_CORNER [rad] and wheel_WHEEL [rad/s].
    """
    return build_spec(world, physics_step_s).compile()


def build_spec(world: World, physics_step_s: float) -> mujoco.MjSpec:
    """Return the model of build_model before it is compiled."""
    if not 0.0 < physics_step_s <= _MAX_PHYSICS_STEP_S:
        raise ValueError(
            f'physics_step is {physics_step_s} s; it must be more than 0 and at most '
            f'{_MAX_PHYSICS_STEP_S} s'
        )
    rover = load_rover()
    spec = rover_spec(rover)
    for geom in list(spec.geoms):
        if geom.contype == 0 and geom.conaffinity == 0:
            spec.delete(geom)
    add_servos(spec, rover)
    add_ground(spec, world)
    add_boulders(spec, world)
    # Links without a joint melt into their parents; the geoms keep their names.
    spec.compiler.fusestatic = True
    _set_options(spec, world, physics_step_s)
    return spec


def rover_spec(rover: Rover) -> mujoco.MjSpec:
    """Return the free rover with named geoms, the looks of its URDF and its contact shapes."""
    spec = mujoco.MjSpec.from_string(urdf_xml())
    spec.worldbody.first_body().add_freejoint()
    for body in spec.bodies:
        for number, geom in enumerate(list(body.geoms)):
            geom.name = f'{body.name}/{number}'
            if geom.contype == 0 and geom.conaffinity == 0:
                continue
            geom.contype, geom.conaffinity = _PART, 0
            if body.name.startswith('wheel_'):
                geom.contype = RIM
                geom.friction[0] = rover.wheel.friction
                geom.priority = 1
                _add_tread(body, rover)
    for joint in spec.joints:
        if joint.name.startswith('steer_'):
            joint.armature = rover.corner.armature_kgm2
        elif joint.name.startswith('wheel_'):
            joint.armature = rover.wheel.armature_kgm2
            # Stiff, or the gears would slowly give way on a slope.
            joint.solref_friction = _STIFF_SOLREF
            joint.solimp_friction[:2] = _STIFF_IMPEDANCE
    return spec


def _add_tread(body: mujoco.MjsBody, rover: Rover) -> None:
    wheel = rover.wheel
    body.add_geom(
        name=f'{body.name}/tread',
        type=mujoco.mjtGeom.mjGEOM_SPHERE,
        size=[wheel.radius_m, 0.0, 0.0],
        group=3,  # not shown
        contype=TREAD,
        conaffinity=0,
        friction=[wheel.friction, 0.005, 0.0001],
        priority=1,
        solref=[wheel.soil_contact_time_s, wheel.soil_damping_ratio],
        solimp=[*SOIL_IMPEDANCE, 0.001, 0.5, 2.0],
    )


def add_ground(spec: mujoco.MjSpec, world: World) -> None:
    """Add the soil: the world's own triangles, or a plane where the ground is flat."""
    field = world.terrain
    z_min, z_max = float(field.z_m.min()), float(field.z_m.max())
    middle = [0.5 * (field.x_min + field.x_max), 0.5 * (field.y_min + field.y_max), z_min]
    half = [0.5 * (field.x_max - field.x_min), 0.5 * (field.y_max - field.y_min)]
    soil = spec.worldbody.add_geom(
        name=SOIL, pos=middle, contype=0, conaffinity=_PART | TREAD, rgba=[0.60, 0.36, 0.22, 1.0]
    )
    if z_min == z_max:
        soil.type, soil.size = mujoco.mjtGeom.mjGEOM_PLANE, [*half, 1.0]
        return
    rows, columns = field.z_m.shape
    # MuJoCo stretches the heights to 0..1 whatever they are; the size brings them back.
    spec.add_hfield(
        name=SOIL,
        nrow=rows,
        ncol=columns,
        userdata=field.z_m.astype(np.float32).ravel(),
        size=[*half, z_max - z_min, 1.0],
    )
    soil.type, soil.hfieldname = mujoco.mjtGeom.mjGEOM_HFIELD, SOIL


def add_boulders(spec: mujoco.MjSpec, world: World) -> None:
    """Add every boulder as the convex hull of its vertices."""
    for boulder in world.boulders:
        spec.add_mesh(name=boulder.name, uservert=boulder.vertices_map.astype(np.float32).ravel())
        spec.worldbody.add_geom(
            name=boulder.name,
            type=mujoco.mjtGeom.mjGEOM_MESH,
            meshname=boulder.name,
            contype=0,
            conaffinity=_PART | RIM,
            rgba=[0.50, 0.31, 0.21, 1.0],
        )


def _set_options(spec: mujoco.MjSpec, world: World, physics_step_s: float) -> None:
    option = spec.option
    option.timestep = physics_step_s
    option.gravity = [0.0, 0.0, -world.file.gravity]
    option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    option.solver = mujoco.mjtSolver.mjSOL_NEWTON
    option.iterations = 8
    option.cone = mujoco.mjtCone.mjCONE_PYRAMIDAL
    option.jacobian = mujoco.mjtJacobian.mjJAC_DENSE
    # A rover that diverges must be seen, not silently put back at the origin.
    option.disableflags |= mujoco.mjtDisableBit.mjDSBL_AUTORESET
