"""A ground contact of our own, for training: under each wheel a plane that follows the soil.

MuJoCo compares a wheel with every triangle near it and gets several contacts to solve for. One
plane a wheel, laid anew in every physics step, is found at once and makes one contact.
"""

import math
from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray
from rover_description import WHEELS, Rover

from mars_world.carried_point import carried
from mars_world.jit import compiled
from mars_world.model import SOIL_IMPEDANCE
from mars_world.mujoco_memory import Memory
from mars_world.packed_ground import ground_slope
from mars_world.packed_worlds import PackedWorlds

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]

_ELSEWHERE = {'pos': [1.0, 2.0, 3.0], 'quat': [0.9, 0.1, 0.2, 0.3]}  # no place that MuJoCo skips


def add_soil_planes(spec: mujoco.MjSpec, rover: Rover) -> None:
    """Add a plane for each wheel, which its tread and nothing else meets."""
    wheel = rover.wheel
    for name in WHEELS:
        plane = spec.worldbody.add_geom(
            name=_plane(name), type=mujoco.mjtGeom.mjGEOM_PLANE, size=[1.0, 1.0, 1.0],
            contype=0, conaffinity=0, **_ELSEWHERE,
        )  # fmt: skip
        pair = spec.add_pair(geomname1=plane.name, geomname2=f'wheel_{name}/tread')
        # A pair does not take these from its geoms.
        pair.friction = [wheel.friction, wheel.friction, 0.005, 0.0001, 0.0001]
        pair.solref = [wheel.soil_contact_time_s, wheel.soil_damping_ratio]
        pair.solimp = np.array([*SOIL_IMPEDANCE, 0.001, 0.5, 2.0])


def _plane(wheel: str) -> str:
    return f'wheel_{wheel}/soil'


class SoilPlanes(NamedTuple):
    """The planes of one model.

    treads, planes: (6,) numbers of geoms. pos: (n_geoms, 3), quat: (n_geoms, 4) of the model.
    """

    treads: Index
    planes: Index
    pos: Float64
    quat: Float64


def soil_planes_of(model: mujoco.MjModel) -> SoilPlanes:
    """Return views that are good for as long as ``model`` lives."""
    return SoilPlanes(
        np.array([model.geom(f'wheel_{name}/tread').id for name in WHEELS]),
        np.array([model.geom(_plane(name)).id for name in WHEELS]),
        model.geom_pos,
        model.geom_quat,
    )


@compiled
def lay_soil_planes(
    packed: PackedWorlds, world: int, soil: SoilPlanes, memory: Memory, ahead_s: float
) -> None:
    """Lay each plane where its wheel will be: its place in memory moved on by ``ahead_s``."""
    for wheel in range(soil.treads.shape[0]):
        tread, plane = soil.treads[wheel], soil.planes[wheel]
        at = memory.geom_xpos[tread]
        x, y, z = carried(memory, at[0], at[1], at[2], ahead_s)
        (nx, ny, nz), (foot_x, foot_y, foot_z) = _nearest_plane(packed, world, x, y, z)
        soil.pos[plane, 0], soil.pos[plane, 1], soil.pos[plane, 2] = foot_x, foot_y, foot_z
        # The shortest turn from up to the normal.
        scale = math.sqrt(0.5 / (1.0 + nz))
        soil.quat[plane, 0], soil.quat[plane, 1] = (1.0 + nz) * scale, -ny * scale
        soil.quat[plane, 2], soil.quat[plane, 3] = nx * scale, 0.0


@compiled
def _nearest_plane(
    packed: PackedWorlds, world: int, x: float, y: float, z: float
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return normal and foot of the triangle nearest to a point over the ground."""
    foot_x, foot_y, foot_z = x, y, z
    normal = (0.0, 0.0, 1.0)
    # The triangle below the point, then the one below the foot on that, another one on a slope.
    for _ in range(2):
        height, slope_x, slope_y = ground_slope(packed, world, foot_x, foot_y)
        scale = 1.0 / math.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
        nx, ny, nz = -slope_x * scale, -slope_y * scale, scale
        away = (x - foot_x) * nx + (y - foot_y) * ny + (z - height) * nz
        normal = (nx, ny, nz)
        foot_x, foot_y, foot_z = x - away * nx, y - away * ny, z - away * nz
    return normal, (foot_x, foot_y, foot_z)
