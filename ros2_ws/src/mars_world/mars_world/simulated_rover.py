"""One rover in MuJoCo: it is placed, driven through its servos, and recorded."""

import logging
from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray
from rover_description import load_rover

from mars_world.contacts import ContactLog
from mars_world.frame import Touch
from mars_world.mujoco_memory import memory_of
from mars_world.rest_pose import rest_pose
from mars_world.rover_drive import drive
from mars_world.rover_model import RoverModel

Float64 = NDArray[np.float64]

# A rover that diverges fails by name; MuJoCo would also write a file into the working directory.
mujoco.set_mju_user_warning(logging.getLogger(__name__).debug)

SETTLING_S = 1.0


@dataclass(frozen=True)
class Recording:
    """Samples of one rover over some physics steps.

    qpos: (1 + k, nq), qvel: (1 + k, nv) MuJoCo's coordinates; row 0 is the sample before.
    touches: the contacts of each scan interval that ended.
    failed: the simulation diverged or the rover left the ground; the last rows repeat.
    """

    qpos: Float64
    qvel: Float64
    touches: tuple[tuple[Touch, ...], ...]
    failed: bool


class SimulatedRover:
    """The state of one rover; nothing it does depends on other rovers."""

    def __init__(self, shared: RoverModel) -> None:
        self._shared = shared
        self._data = mujoco.MjData(shared.model)
        self._memory = memory_of(self._data)
        self._log = ContactLog(shared.names)
        self._n_steps = 0
        self._is_new = True
        self._failed = True  # until it is placed
        self._qpos: Float64 = self._data.qpos.copy()
        self._qvel: Float64 = self._data.qvel.copy()

    @property
    def n_steps(self) -> int:
        """Physics steps since the rover was placed."""
        return self._n_steps

    @property
    def qpos(self) -> Float64:
        """The newest sample of MuJoCo's coordinates, (nq,)."""
        return self._qpos

    def place(self, x: float, y: float, yaw: float) -> Recording:
        """Put the rover at rest on the ground and let it settle; time starts at 0 after that.

        Returns one sample, with what the rover touches while it stands there.
        """
        data, rates = self._data, self._shared.rates
        mujoco.mj_resetData(self._shared.model, data)
        data.qpos[:7] = rest_pose(load_rover(), self._shared.world.terrain, x, y, yaw)
        self._qpos, self._qvel = data.qpos.copy(), data.qvel.copy()
        self._log.take()
        self._n_steps, self._failed, self._is_new = 0, False, True
        stand = np.zeros((rates.steps_per_scan, self._shared.model.nu))
        for _ in range(round(SETTLING_S / rates.physics_step_s) // rates.steps_per_scan):
            settled = self.advance(stand)
        self._n_steps = 0
        return Recording(settled.qpos[-2:], settled.qvel[-2:], settled.touches, settled.failed)

    def advance(self, controls: Float64) -> Recording:
        """Make one physics step for each row of controls, (k, n_actuators)."""
        rates = self._shared.rates
        end = self._n_steps + len(controls)
        first = self._n_steps // rates.steps_per_sample
        last = end // rates.steps_per_sample
        qpos = np.empty((1 + last - first, self._qpos.size))
        qvel = np.empty((1 + last - first, self._qvel.size))
        qpos[0], qvel[0] = self._qpos, self._qvel
        touches, done = [], 0
        while self._n_steps < end:
            to_scan = rates.steps_per_scan - self._n_steps % rates.steps_per_scan
            row = 1 + self._n_steps // rates.steps_per_sample - first
            piece = controls[done : done + to_scan]
            self._drive(piece, qpos[row:], qvel[row:])
            done += len(piece)
            if self._n_steps % rates.steps_per_scan == 0:
                touches.append(self._log.take())
        self._qpos, self._qvel = qpos[-1].copy(), qvel[-1].copy()
        return Recording(qpos, qvel, tuple(touches), self._failed)

    def _drive(self, controls: Float64, qpos: Float64, qvel: Float64) -> None:
        """Step and sample; of the rows of qpos and qvel, the first ones are of these steps."""
        rates = self._shared.rates
        before = self._n_steps
        self._n_steps += len(controls)
        n_samples = self._n_steps // rates.steps_per_sample - before // rates.steps_per_sample
        n_good = 0
        if not self._failed:
            n_good = drive(
                self._shared.course, self._memory, self._log.table, controls, self._is_new,
                rates.steps_per_sample - before % rates.steps_per_sample,
                rates.steps_per_sample, qpos[:n_samples], qvel[:n_samples],
            )  # fmt: skip
            self._failed = n_good < n_samples
            self._is_new = False
        if n_good:
            self._qpos, self._qvel = qpos[n_good - 1].copy(), qvel[n_good - 1].copy()
        qpos[n_good:n_samples], qvel[n_good:n_samples] = self._qpos, self._qvel
