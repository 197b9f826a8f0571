"""The full physics at a training step: the rover of FullPhysics, made for speed.

Scores come from FullPhysics at its finer step.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rover_description import CommandRamp, load_rover

from mars_world.assignments import Assignments
from mars_world.frame import SensorFrame, Touch
from mars_world.packed_worlds import pack_worlds
from mars_world.physics import STEP_PERIOD_S
from mars_world.rest_pose import rest_pose
from mars_world.sample_rates import SampleRates
from mars_world.sensors import Sensors
from mars_world.servos import controls
from mars_world.simulated_rover import SETTLING_S, Recording
from mars_world.training_machine import TrainingMachine
from mars_world.training_model import compile_training_model, training_model
from mars_world.workers import Workers
from mars_world.world import World

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]

_POSE = 7  # of base_link, first in qpos


class TrainingPhysics:
    """N rovers in MuJoCo; see Physics for the contract.

    Differs from FullPhysics at the same physics step in this: a wheel meets the soil in one plane
    instead of several triangles, such touches are not told, and the solver starts each step anew.
    Where nothing but the treads can touch anything, ``step_tree`` solves the equations of mj_step.
    A rover's samples follow from its pose, seed and commands alone: not from the other rovers or
    the number of threads.
    """

    def __init__(
        self,
        worlds: Sequence[World],
        n_rovers: int,
        *,
        physics_step_s: float,
        threads: int = 1,
        lidar_noise_m: float | None = None,
    ) -> None:
        self._assigned = Assignments(worlds, n_rovers)
        self.worlds: Sequence[World] = tuple(worlds)
        self.n_rovers = n_rovers
        self._description = load_rover()
        self.rates = SampleRates.of(self._description, physics_step_s)
        self._sensors = Sensors(self.worlds, self.rates, lidar_noise_m, threads)
        self._ramp = CommandRamp(self._description, n_rovers, physics_step_s)
        self._workers = Workers(threads)
        packed = pack_worlds(self.worlds)
        self._idle: list[list[TrainingMachine]] = []
        for index, world in enumerate(self.worlds):
            model = compile_training_model(world, physics_step_s)
            copies = [training_model(model, packed, index, world) for _ in range(threads)]
            self._idle.append([TrainingMachine(each) for each in copies])
        self._rest_qpos = model.qpos0
        self._n_controls = model.nu
        self._qpos = np.tile(model.qpos0, (n_rovers, 1))
        self._qvel = np.zeros((n_rovers, model.nv))
        self._failed = np.ones(n_rovers, np.bool_)  # until they are placed
        self._n_steps = np.zeros(n_rovers, np.intp)

    def reset(
        self,
        rovers: Index,
        poses_map: Float64,
        seeds: NDArray[np.uint64],
        world_indices: Index | None = None,
    ) -> SensorFrame:
        """Put some rovers at rest on the ground and seed their noise; see Physics."""
        rovers = self._assigned.assign(rovers, seeds, world_indices)
        self._ramp.reset(rovers)
        self._qpos[rovers], self._qvel[rovers] = self._rest_qpos, 0.0
        for rover, (x, y, yaw) in zip(rovers, np.asarray(poses_map, np.float64), strict=True):
            terrain = self.worlds[self._assigned.world_of[rover]].terrain
            self._qpos[rover, :_POSE] = rest_pose(self._description, terrain, x, y, yaw)
        self._failed[rovers] = False
        settled = self._stand_still(rovers)
        self._n_steps[rovers] = 0
        return self._frame(rovers, settled)

    def step(self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike) -> SensorFrame:
        """Drive every rover for STEP_PERIOD_S with a held command; see Physics."""
        n_steps = round(STEP_PERIOD_S / self.rates.physics_step_s)
        set_points = self._ramp.advance(speed_mps, yaw_rate_radps, n_steps)
        everyone = np.arange(self.n_rovers)
        return self._frame(
            everyone, self._advance(everyone, controls(self._description, set_points))
        )

    def _stand_still(self, rovers: Index) -> list[Recording]:
        """Let rovers settle; returns one sample, with what they touch while they stand there."""
        n_scans = round(SETTLING_S / self.rates.physics_step_s) // self.rates.steps_per_scan
        stand = np.zeros((len(rovers), self.rates.steps_per_scan, self._n_controls))
        for _ in range(n_scans):
            settled = self._advance(rovers, stand)
        return [Recording(r.qpos[-2:], r.qvel[-2:], r.touches, r.failed) for r in settled]

    def _frame(self, rovers: Index, recordings: list[Recording]) -> SensorFrame:
        return self._sensors.measure(
            recordings,
            self._n_steps[rovers],
            self._assigned.world_of[rovers],
            self._assigned.seeds[rovers],
        ).frame()

    def _advance(self, rovers: Index, servo_controls: Float64) -> list[Recording]:
        """Make a physics step for each control, (k, t, n_controls), and one sample for each."""
        n_steps = servo_controls.shape[1]
        qpos = np.repeat(self._qpos[rovers][:, None], 1 + n_steps, axis=1)
        qvel = np.repeat(self._qvel[rovers][:, None], 1 + n_steps, axis=1)
        touches: list[tuple[Touch, ...]] = [()] * len(rovers)
        failed, worlds = self._failed[rovers], self._assigned.world_of[rovers]

        def drive(first: int, end: int) -> None:
            for world in np.unique(worlds[first:end]):
                here = first + np.flatnonzero(worlds[first:end] == world)
                idle = self._idle[world]  # has one for each thread
                machine = idle.pop()
                for k, found in machine.drive(here, servo_controls, qpos, qvel, failed):
                    touches[k] = found
                idle.append(machine)

        self._workers.run(drive, len(rovers))
        self._qpos[rovers], self._qvel[rovers] = qpos[:, -1], qvel[:, -1]
        self._failed[rovers] = failed
        self._n_steps[rovers] += n_steps
        return [
            Recording(qpos[k], qvel[k], (touches[k],), bool(failed[k])) for k in range(len(rovers))
        ]
