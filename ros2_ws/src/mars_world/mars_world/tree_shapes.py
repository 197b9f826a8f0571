"""Where the shapes of the rover's tree are, and whether one could touch a boulder."""

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from mars_world.ground_clearance import Parts
from mars_world.jit import compiled
from mars_world.model import RIM
from mars_world.mujoco_memory import Memory
from mars_world.near_boulders import boulder_within, may_reach
from mars_world.packed_worlds import PackedWorlds
from mars_world.rover_model import reach_m
from mars_world.rover_tree import Record
from mars_world.vectors import Array, plus, put, taken, turned

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]

_ROUNDING_M = 1e-3


class Shapes(NamedTuple):
    """Shapes on the bodies of the tree.

    geoms, bodies: (k,) their numbers in the model, and the bodies that carry them. places: (k, 3),
    turns: (k, 3, 3) in the axes of these. reaches_m: (k,) from their middles to their farthest
    points. rim_m: the same of a wheel. all_m: from base_link to the farthest point of all.
    """

    geoms: Index
    bodies: Index
    places: Float64
    turns: Float64
    reaches_m: Float64
    rim_m: float
    all_m: float


def shapes_of(model: mujoco.MjModel, parts: Parts) -> Shapes:
    """Return the shapes that could meet the soil or, with the wheels, a boulder."""
    turns = np.empty((len(parts.geoms), 9))
    for turn, geom in zip(turns, parts.geoms, strict=True):
        mujoco.mju_quat2Mat(turn, model.geom_quat[geom])
    return Shapes(
        parts.geoms,
        model.geom_bodyid[parts.geoms].astype(np.intp) - 1,
        model.geom_pos[parts.geoms].copy(),
        turns.reshape(-1, 3, 3),
        model.geom_rbound[parts.geoms] + _ROUNDING_M,
        float(model.geom_rbound[model.geom_contype == RIM].max()) + _ROUNDING_M,
        reach_m(model),
    )


@compiled
def place_shapes(work: Record, shapes: Shapes, memory: Memory) -> None:
    """Write where the shapes are to where MuJoCo would, for the newest coordinates."""
    base_map = taken(memory.qpos)
    for k in range(shapes.geoms.shape[0]):
        geom, body, turn = shapes.geoms[k], shapes.bodies[k], work.turn[shapes.bodies[k]]
        place = plus(taken(work.place[body]), turned(turn, taken(shapes.places[k])))
        put(memory.geom_xpos[geom], plus(base_map, turned(work.base, place)))
        for axis in range(3):
            _put_column(memory.geom_xmat[geom], axis, work.base, turn, shapes.turns[k])


@compiled
def _put_column(matrix: Array, column: int, base: Array, turn: Array, own: Array) -> None:
    """Write a column of base @ turn @ own, (9,) row by row."""
    along = turned(base, turned(turn, (own[0, column], own[1, column], own[2, column])))
    matrix[column], matrix[3 + column], matrix[6 + column] = along


@compiled
def may_touch_boulder(
    packed: PackedWorlds, world: int, tree: Record, work: Record, shapes: Shapes, memory: Memory
) -> bool:
    """Say whether a shape that was placed, or a wheel, may touch a boulder."""
    x, y, z = taken(memory.qpos)
    if not boulder_within(packed, world, x, y, z, shapes.all_m):  # mostly, and this is quick
        return False
    here = packed.worlds[world]
    for rock in range(here.first_rock, here.end_rock):
        if may_reach(packed, rock, x, y, z, shapes.all_m) and _may_touch(
            packed, rock, tree, work, shapes, memory
        ):
            return True
    return False


@compiled
def _may_touch(
    packed: PackedWorlds, rock: int, tree: Record, work: Record, shapes: Shapes, memory: Memory
) -> bool:
    for k in range(shapes.geoms.shape[0]):
        x, y, z = taken(memory.geom_xpos[shapes.geoms[k]])
        if may_reach(packed, rock, x, y, z, shapes.reaches_m[k]):
            return True
    base_map = taken(memory.qpos)
    for wheel in tree.wheel:
        x, y, z = plus(base_map, turned(work.base, taken(work.place[wheel])))
        if may_reach(packed, rock, x, y, z, shapes.rim_m):
            return True
    return False
