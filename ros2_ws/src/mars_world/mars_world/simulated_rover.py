"""One rover in MuJoCo: it is placed, driven through its servos, and recorded."""

import logging
from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray
from rover_description import load_rover

from mars_world.contacts import ContactLog, ContactNames
from mars_world.frame import Touch
from mars_world.rest_pose import rest_pose
from mars_world.sample_rates import SampleRates
from mars_world.world import World

Float64 = NDArray[np.float64]

# A rover that diverges fails by name; MuJoCo would also write a file into the working directory.
mujoco.set_mju_user_warning(logging.getLogger(__name__).debug)

SETTLING_S = 1.0
MAX_SPEED = 1000.0  # [m/s, rad/s] of any joint; beyond it the solver has lost the rover


@dataclass(frozen=True)
class RoverModel:
    """What all rovers in one world share."""

    world: World
    model: mujoco.MjModel
    names: ContactNames
    rates: SampleRates


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
        self._log = ContactLog(shared.names)
        ground = shared.world.terrain
        self._edges = (ground.x_min, ground.x_max, ground.y_min, ground.y_max)
        self._n_steps = 0
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
        self._n_steps, self._failed = 0, False
        stand = np.zeros((rates.steps_per_scan, self._shared.model.nu))
        for _ in range(round(SETTLING_S / rates.physics_step_s) // rates.steps_per_scan):
            settled = self.advance(stand)
        self._n_steps = 0
        return Recording(settled.qpos[-2:], settled.qvel[-2:], settled.touches, settled.failed)

    def advance(self, controls: Float64) -> Recording:
        """Make one physics step for each row of controls, (k, n_actuators)."""
        rates = self._shared.rates
        first = self._n_steps // rates.steps_per_sample
        last = (self._n_steps + len(controls)) // rates.steps_per_sample
        qpos = np.empty((1 + last - first, self._qpos.size))
        qvel = np.empty((1 + last - first, self._qvel.size))
        qpos[0], qvel[0] = self._qpos, self._qvel
        touches = []
        for row in controls:
            self._step(row)
            if self._n_steps % rates.steps_per_sample == 0:
                self._sample()
                sample = self._n_steps // rates.steps_per_sample - first
                qpos[sample], qvel[sample] = self._qpos, self._qvel
            if self._n_steps % rates.steps_per_scan == 0:
                touches.append(self._log.take())
        return Recording(qpos, qvel, tuple(touches), self._failed)

    def _step(self, controls: Float64) -> None:
        self._n_steps += 1
        if self._failed:
            return
        self._data.ctrl[:] = controls
        mujoco.mj_step(self._shared.model, self._data)
        self._log.add(self._data)

    def _sample(self) -> None:
        data = self._data
        x_min, x_max, y_min, y_max = self._edges
        # Comparisons with NaN are false, so that NaN fails too.
        sane = bool(np.abs(data.qvel).max() < MAX_SPEED)
        x, y = data.qpos[:2].tolist()
        inside = x_min <= x <= x_max and y_min <= y <= y_max
        if self._failed or not (sane and inside):
            self._failed = True
            return
        self._qpos, self._qvel = data.qpos.copy(), data.qvel.copy()
