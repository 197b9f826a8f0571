"""Whether anything but the wheels could touch the soil in the next physics step."""

import math
from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

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
    length. is_box: (k,). swings: (s,) dofs that move them, besides the rover's own six.
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
    wheels = [model.joint(j).name.startswith('wheel_') for j in range(model.njnt)]
    swings = [int(model.jnt_dofadr[j]) for j in range(1, model.njnt) if not wheels[j]]
    return Parts(geoms, halves, boxes, np.array(swings, np.intp))


@compiled
def clear_of_ground(
    packed: PackedWorlds,
    world: int,
    parts: Parts,
    memory: Memory,
    reach_m: float,
    step_s: float,
) -> bool:
    """Say whether no part can touch the soil where the newest coordinates put it.

    The shapes' places are those before the newest step, so they are widened by what the newest
    speeds can have moved them in it. reach_m: from base_link to the farthest point of a part.
    """
    spin = 0.0
    for axis in range(3):
        spin += abs(memory.qvel[3 + axis])
    for dof in parts.swings:
        spin += abs(memory.qvel[dof])
    speed = abs(memory.qvel[0]) + abs(memory.qvel[1]) + abs(memory.qvel[2])
    moved = _ROUNDING_M + step_s * (speed + spin * reach_m)
    for k in range(parts.geoms.shape[0]):
        geom = parts.geoms[k]
        x, y, z = memory.geom_xpos[geom, 0], memory.geom_xpos[geom, 1], memory.geom_xpos[geom, 2]
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
