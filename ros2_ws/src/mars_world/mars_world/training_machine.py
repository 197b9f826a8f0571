"""Step rovers of one world on one thread; keeps nothing of a rover from one step to the next."""

from collections.abc import Iterator

import mujoco
import numpy as np
from numpy.typing import NDArray

from mars_world.contacts import ContactLog, ContactNames, ContactTable, note_contacts
from mars_world.frame import Touch
from mars_world.ground_clearance import clear_of_ground
from mars_world.jit import compiled
from mars_world.mujoco_memory import Memory, memory_of, mj_step
from mars_world.rover_drive import is_sane
from mars_world.rover_tree import Record, Records
from mars_world.soil_planes import SoilPlanes, find_soil_planes, lay_soil_planes, soil_planes_of
from mars_world.training_model import TrainingCourse, TrainingModel
from mars_world.tree_pieces import forget_pieces
from mars_world.tree_places import is_within_limits, locate
from mars_world.tree_shapes import may_touch_boulder, place_shapes
from mars_world.tree_step import step_tree
from mars_world.tree_work import WORK

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]


class TrainingMachine:
    """One MjData that takes the place of any rover in turn."""

    def __init__(self, model: TrainingModel) -> None:
        self._model = model
        self._data = mujoco.MjData(model.model)
        self._memory = memory_of(self._data)
        self._soil = soil_planes_of(model.model)
        self._work = np.zeros(1, WORK)
        self._log = ContactLog(ContactNames(model.model))

    def drive(
        self,
        rovers: Index,
        controls: Float64,
        qpos: Float64,
        qvel: Float64,
        failed: NDArray[np.bool_],
    ) -> Iterator[tuple[int, tuple[Touch, ...]]]:
        """Make a physics step for each control of rovers that are in this world.

        rovers: (k,) rows of the other arguments. controls: (n, t, n_controls).
        qpos: (n, 1 + t, nq), qvel: (n, 1 + t, nv); row 0 is where a rover is, the others are
        filled. failed: (n,) who stays where it is; set for who diverged or left the ground, whose
        last good row is repeated.
        Yields each rover that touched something with its touches.
        """
        done, touched = 0, False
        while done < len(rovers):
            done, touched = _drive_until_touch(
                self._model.course, self._soil, self._work, self._memory, self._log.table,
                rovers, done, controls, qpos, qvel, failed,
            )  # fmt: skip
            if touched:
                yield int(rovers[done - 1]), self._log.take()


@compiled
def _drive_until_touch(
    course: TrainingCourse,
    soil: SoilPlanes,
    works: Records,
    memory: Memory,
    table: ContactTable,
    rovers: Index,
    done: int,
    controls: Float64,
    qpos: Float64,
    qvel: Float64,
    failed: NDArray[np.bool_],
) -> tuple[int, bool]:
    """Drive the rovers from the one at ``done`` on, up to the first that touches anything.

    Returns how many are done, and whether the last of them touched.
    """
    for k in range(done, rovers.shape[0]):
        rover = rovers[k]
        if failed[rover]:
            continue
        n_good, touched = _drive(
            course, soil, works, memory, table, controls[rover], qpos[rover], qvel[rover]
        )
        for row in range(n_good, qpos.shape[1]):
            qpos[rover, row], qvel[rover, row] = qpos[rover, n_good - 1], qvel[rover, n_good - 1]
            failed[rover] = True
        if touched:
            return k + 1, True
    return rovers.shape[0], False


@compiled
def _drive(
    course: TrainingCourse,
    soil: SoilPlanes,
    works: Records,
    memory: Memory,
    table: ContactTable,
    controls: Float64,
    qpos: Float64,
    qvel: Float64,
) -> tuple[int, bool]:
    """Fill the rows of one rover; return how many are good, and whether anything touched."""
    tree, work = course.tree[0], works[0]
    memory.qpos[:], memory.qvel[:] = qpos[0], qvel[0]
    forget_pieces(work)
    touched = False
    for k in range(controls.shape[0]):
        locate(tree, work, memory.qpos)
        find_soil_planes(course.packed, course.world, tree, work, memory.qpos)
        if _is_free(course, tree, work, memory):
            step_tree(tree, work, controls[k], memory.qpos, memory.qvel)
        else:
            memory.ctrl[:] = controls[k]
            lay_soil_planes(soil, work)
            mj_step(course.model, memory.address)
            if memory.n_contacts[0] > 0:
                note_contacts(memory, table)
                touched = True
        if not is_sane(memory, course.edges):
            return k + 1, touched
        qpos[k + 1], qvel[k + 1] = memory.qpos, memory.qvel
    return controls.shape[0] + 1, touched


@compiled
def _is_free(course: TrainingCourse, tree: Record, work: Record, memory: Memory) -> bool:
    """Say whether nothing but treads on soil can touch anything, and no hinge is at its stop."""
    packed, world, shapes = course.packed, course.world, course.shapes
    if not is_within_limits(tree, memory.qpos):
        return False
    place_shapes(work, shapes, memory)
    if may_touch_boulder(packed, world, tree, work, shapes, memory):
        return False
    return clear_of_ground(packed, world, course.parts, memory, shapes.all_m, 0.0)
