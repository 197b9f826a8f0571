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

from mars_world.jit import compiled
from mars_world.model import SOIL_IMPEDANCE
from mars_world.packed_ground import ground_slope
from mars_world.packed_worlds import PackedWorlds
from mars_world.rover_tree import N_WHEELS, Record
from mars_world.vectors import Vector, dot, minus, plus, put, scaled, taken, turned

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

    planes: (6,) numbers of geoms. pos: (n_geoms, 3), quat: (n_geoms, 4) of the model.
    """

    planes: Index
    pos: Float64
    quat: Float64


def soil_planes_of(model: mujoco.MjModel) -> SoilPlanes:
    """Return views that are good for as long as ``model`` lives."""
    planes = np.array([model.geom(_plane(name)).id for name in WHEELS])
    return SoilPlanes(planes, model.geom_pos, model.geom_quat)


@compiled
def find_soil_planes(
    packed: PackedWorlds, world: int, tree: Record, work: Record, qpos: Float64
) -> None:
    """Find the plane under each wheel of a located tree at MuJoCo's coordinates, (nq,)."""
    for wheel in range(N_WHEELS):
        centre = turned(work.base, taken(work.place[tree.wheel[wheel]]))
        normal, foot = _nearest_plane(packed, world, plus(taken(qpos), centre))
        put(work.normal[wheel], normal)
        put(work.foot[wheel], foot)


@compiled
def lay_soil_planes(soil: SoilPlanes, work: Record) -> None:
    """Lay MuJoCo's planes where those of the tree are."""
    for wheel in range(N_WHEELS):
        plane = soil.planes[wheel]
        put(soil.pos[plane], taken(work.foot[wheel]))
        # The shortest turn from up to the normal.
        x, y, z = taken(work.normal[wheel])
        scale = math.sqrt(0.5 / (1.0 + z))
        soil.quat[plane, 0], soil.quat[plane, 1] = (1.0 + z) * scale, -y * scale
        soil.quat[plane, 2], soil.quat[plane, 3] = x * scale, 0.0


@compiled
def _nearest_plane(packed: PackedWorlds, world: int, place: Vector) -> tuple[Vector, Vector]:
    """Return normal and foot of the triangle nearest to a point over the ground."""
    foot, normal = place, (0.0, 0.0, 1.0)
    # The triangle below the point, then the one below the foot on that, another one on a slope.
    for _ in range(2):
        height, slope_x, slope_y = ground_slope(packed, world, foot[0], foot[1])
        scale = 1.0 / math.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
        normal = (-slope_x * scale, -slope_y * scale, scale)
        away = dot(normal, minus(place, (foot[0], foot[1], height)))
        foot = minus(place, scaled(away, normal))
    return normal, foot
