"""Drive one rover of the full physics through physics steps, compiled: no Python in between."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mars_world.contacts import ContactTable, note_contacts
from mars_world.ground_clearance import Parts, clear_of_ground
from mars_world.jit import compiled
from mars_world.mujoco_memory import Memory, mj_step
from mars_world.near_boulders import boulder_within
from mars_world.packed_worlds import PackedWorlds

Float64 = NDArray[np.float64]

MAX_SPEED = 1000.0  # [m/s, rad/s] of any joint; beyond it the solver has lost the rover


class Course(NamedTuple):
    """What the steps of all rovers in one world depend on.

    whole: address of a model. treads: of the same model where nothing but treads on soil is
    looked for. world: index into packed. reach_m: from base_link to the farthest
    point. edges: lowest x, highest x, lowest y, highest y of the ground.
    """

    whole: np.uint64
    treads: np.uint64
    parts: Parts
    packed: PackedWorlds
    world: int
    reach_m: float
    step_s: float
    edges: tuple[float, float, float, float]


@compiled
def drive(
    course: Course,
    memory: Memory,
    table: ContactTable,
    controls: Float64,
    is_new: bool,
    until_sample: int,
    steps_per_sample: int,
    qpos: Float64,
    qvel: Float64,
) -> int:
    """Make a physics step for each row of controls, (k, n_controls); note contacts and samples.

    is_new: the rover was placed since its newest step. until_sample: steps to the first sample.
    qpos: (s, nq), qvel: (s, nv) take the s samples. Returns how many of them are good; fewer than
    s where the rover diverged or left the ground, and then it goes no further.
    """
    sample = 0
    for k in range(controls.shape[0]):
        for n in range(controls.shape[1]):
            memory.ctrl[n] = controls[k, n]
        free = not (is_new and k == 0) and is_free(course, memory, course.step_s)
        mj_step(course.treads if free else course.whole, memory.address)
        note_contacts(memory, table)
        until_sample -= 1
        if until_sample == 0:
            if not is_sane(memory, course.edges):
                return sample
            for n in range(qpos.shape[1]):
                qpos[sample, n] = memory.qpos[n]
            for n in range(qvel.shape[1]):
                qvel[sample, n] = memory.qvel[n]
            sample += 1
            until_sample = steps_per_sample
    return sample


@compiled
def is_free(course: Course, memory: Memory, ahead_s: float) -> bool:
    """Say whether in the next step only the treads can touch anything: the soil.

    ahead_s: how long before the newest coordinates memory has the places of bodies and geoms.
    """
    place = memory.qpos
    if boulder_within(course.packed, course.world, place[0], place[1], place[2], course.reach_m):
        return False
    return clear_of_ground(
        course.packed, course.world, course.parts, memory, course.reach_m, ahead_s
    )


@compiled
def is_sane(memory: Memory, edges: tuple[float, float, float, float]) -> bool:
    """Say whether a rover has not diverged and is on the ground of its world."""
    # Comparisons with NaN are false, so that NaN fails too.
    for speed in memory.qvel:
        if not abs(speed) < MAX_SPEED:
            return False
    x, y = memory.qpos[0], memory.qpos[1]
    return bool(edges[0] <= x <= edges[1] and edges[2] <= y <= edges[3])
