"""Whether anything but the wheels could touch the soil in the next physics step."""

import math
from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from mars_world.carried_point import carried
from mars_world.jit import compiled
from mars_world.model import TREAD
from mars_world.mujoco_memory import Memory
from mars_world.packed_worlds import PackedWorlds

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]

_ROUNDING_M = 1e-3


class Parts(NamedTuple):
    """The shapes of the rover that meet the soil, but for the treads.

    geoms: (k,) their numbers. halves_m: (k, 3) of boxes; of cylinders radius, radius and half the
    length. is_box: (k,). swings: (k, s) numbers in qvel of the rocker and bogie that carry it, -1
    for none. Steering turns a column about its own axis, which moves nothing.
    """

    geoms: Index
    halves_m: Float64
    is_box: NDArray[np.bool_]
    swings: Index


def parts_of(model: mujoco.MjModel, soil: int) -> Parts:
    """Return the shapes that could meet the geom ``soil``.

    Raises:
        ValueError: one has a form that is not foreseen here.
    """
    meets = (model.geom_contype & model.geom_conaffinity[soil]) != 0
    geoms = np.flatnonzero(meets & (model.geom_contype != TREAD))
    boxes = model.geom_type[geoms] == mujoco.mjtGeom.mjGEOM_BOX
    cylinders = model.geom_type[geoms] == mujoco.mjtGeom.mjGEOM_CYLINDER
    if not (boxes | cylinders).all():
        raise ValueError('a part of the rover is neither box nor cylinder; extend Parts')
    halves = model.geom_size[geoms].copy()
    halves[cylinders, 2], halves[cylinders, 1] = halves[cylinders, 1], halves[cylinders, 0]
    chains = [_swings_of(model, int(model.geom_bodyid[geom])) for geom in geoms]
    swings = np.full((len(geoms), max(map(len, chains))), -1)
    for row, chain in zip(swings, chains, strict=True):
        row[: len(chain)] = chain
    return Parts(geoms, halves, boxes, swings)


def _swings_of(model: mujoco.MjModel, body: int) -> list[int]:
    found = []
    while model.body_parentid[body]:
        joint = int(model.body_jntadr[body])
        if joint >= 0 and not model.joint(joint).name.startswith('steer_'):
            found.append(int(model.jnt_dofadr[joint]))
        body = int(model.body_parentid[body])
    return found


@compiled
def clear_of_ground(
    packed: PackedWorlds,
    world: int,
    parts: Parts,
    memory: Memory,
    reach_m: float,
    ahead_s: float,
) -> bool:
    """Say whether no part can touch the soil where the newest coordinates put it.

    The shapes' places are those ``ahead_s`` before, so they are moved on with base_link, and
    widened by all else that the newest speeds can have done since. reach_m: from base_link to the
    farthest point of a part.
    """
    qvel = memory.qvel
    spin = math.sqrt(qvel[3] * qvel[3] + qvel[4] * qvel[4] + qvel[5] * qvel[5])
    for k in range(parts.geoms.shape[0]):
        geom, half = parts.geoms[k], parts.halves_m[k]
        swing = 0.0
        for dof in parts.swings[k]:
            if dof >= 0:
                swing += abs(qvel[dof])
        bent = 0.5 * ahead_s * (spin + swing) ** 2 * reach_m  # as points move in arcs
        own = spin * math.sqrt(half[0] * half[0] + half[1] * half[1] + half[2] * half[2])
        moved = _ROUNDING_M + ahead_s * (own + swing * reach_m + bent)
        at = memory.geom_xpos[geom]
        x, y, z = carried(memory, at[0], at[1], at[2], ahead_s)
        half_x = moved + _half_along(parts, memory, k, 0)
        half_y = moved + _half_along(parts, memory, k, 1)
        low_z = z - moved - _half_along(parts, memory, k, 2)
        # Written so that a NaN is not clear.
        if not low_z > _highest(packed, world, x - half_x, x + half_x, y - half_y, y + half_y):
            return False
    return True


@compiled
def _half_along(parts: Parts, memory: Memory, k: int, axis: int) -> float:
    """Return half of the extent of a shape along an axis of map [m]."""
    geom = parts.geoms[k]
    a, b = memory.geom_xmat[geom, 3 * axis], memory.geom_xmat[geom, 3 * axis + 1]
    c = memory.geom_xmat[geom, 3 * axis + 2]
    half = parts.halves_m[k]
    if parts.is_box[k]:
        return float(abs(a) * half[0] + abs(b) * half[1] + abs(c) * half[2])
    return float(math.sqrt(max(0.0, 1.0 - c * c)) * half[0] + abs(c) * half[2])


@compiled
def _highest(
    packed: PackedWorlds, world: int, x_low: float, x_high: float, y_low: float, y_high: float
) -> float:
    """Return the highest ground over a rectangle [m], NaN where its edges are none."""
    here = packed.worlds[world]
    if not (x_low <= x_high and y_low <= y_high):
        return math.nan
    first_i, last_i = _cells(x_low, x_high, here.x_min, here.cell_m, here.n_x)
    first_j, last_j = _cells(y_low, y_high, here.y_min, here.cell_m, here.n_y)
    highest = -math.inf
    for j in range(first_j, last_j + 1):
        for i in range(first_i, last_i + 1):
            highest = max(highest, float(packed.z_m[here.z_at + j * here.n_x + i]))
    return highest


@compiled
def _cells(low_m: float, high_m: float, origin_m: float, cell_m: float, n: int) -> tuple[int, int]:
    """Return the first and last grid line that the ground between low and high depends on."""
    low = min(max((low_m - origin_m) / cell_m, 0.0), n - 1.0)
    high = min(max((high_m - origin_m) / cell_m, 0.0), n - 1.0)
    return math.floor(low), math.ceil(high)
