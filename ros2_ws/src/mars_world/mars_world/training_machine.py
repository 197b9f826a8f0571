"""Step rovers of one world on one thread; keeps nothing of a rover from one step to the next."""

import mujoco
import numpy as np
from numpy.typing import NDArray

from mars_world.contacts import ContactLog, ContactNames, ContactTable, note_contacts
from mars_world.frame import Touch
from mars_world.jit import compiled
from mars_world.mujoco_memory import Memory, memory_of, mj_kinematics, mj_step
from mars_world.rover_drive import Course, is_free, is_sane
from mars_world.soil_planes import SoilPlanes, lay_soil_planes, soil_planes_of
from mars_world.training_model import TrainingModel

Float64 = NDArray[np.float64]


class TrainingMachine:
    """One MjData that takes the place of any rover in turn."""

    def __init__(self, model: TrainingModel) -> None:
        self._model = model
        self._data = mujoco.MjData(model.whole)
        self._memory = memory_of(self._data)
        self._soil = soil_planes_of(model.whole), soil_planes_of(model.treads)
        self._log = ContactLog(ContactNames(model.whole))

    def drive(
        self, controls: Float64, qpos: Float64, qvel: Float64
    ) -> tuple[tuple[Touch, ...], bool]:
        """Make a physics step for each row of controls, (t, n_controls).

        qpos: (1 + t, nq), qvel: (1 + t, nv); row 0 is where the rover is, the others are filled.
        Returns the touches of all steps and whether the rover diverged or left the ground; then
        the last good row is repeated.
        """
        n_good, touched = _drive(
            self._model.course, self._soil, self._memory, self._log.table, controls, qpos, qvel
        )
        qpos[n_good:], qvel[n_good:] = qpos[n_good - 1], qvel[n_good - 1]
        return self._log.take() if touched else (), n_good < len(qpos)


@compiled
def _drive(
    course: Course,
    soil: tuple[SoilPlanes, SoilPlanes],
    memory: Memory,
    table: ContactTable,
    controls: Float64,
    qpos: Float64,
    qvel: Float64,
) -> tuple[int, bool]:
    """Fill the rows of qpos and qvel; return how many are good, and whether anything touched.

    soil: of the whole model and of the one that looks for treads only.
    """
    memory.qpos[:], memory.qvel[:] = qpos[0], qvel[0]
    mj_kinematics(course.whole, memory.address)
    touched = False
    for k in range(controls.shape[0]):
        memory.ctrl[:] = controls[k]
        # The places in memory are those before the newest step, but for the first time.
        ahead_s = course.step_s if k > 0 else 0.0
        free = is_free(course, memory, ahead_s)
        lay_soil_planes(course.packed, course.world, soil[1 if free else 0], memory, ahead_s)
        mj_step(course.treads if free else course.whole, memory.address)
        if not free and memory.n_contacts[0] > 0:
            note_contacts(memory, table)
            touched = True
        if not is_sane(memory, course.edges):
            return k + 1, touched
        qpos[k + 1], qvel[k + 1] = memory.qpos, memory.qvel
    return controls.shape[0] + 1, touched
