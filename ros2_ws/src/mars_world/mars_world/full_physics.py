"""The full physics: every rover with all its joints, wheels and contacts in MuJoCo.

Scores come from this model at its default step; a longer step is for training.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rover_description import CommandRamp, load_rover

from mars_world.assignments import Assignments
from mars_world.frame import SensorFrame
from mars_world.physics import PHYSICS_STEP_S, STEP_PERIOD_S
from mars_world.rover_model import build_rover_model
from mars_world.sample_rates import SampleRates
from mars_world.samples import Samples
from mars_world.sensors import Sensors
from mars_world.servos import controls
from mars_world.simulated_rover import Recording, SimulatedRover
from mars_world.workers import Workers
from mars_world.world import World

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]


class FullPhysics:
    """N rovers in MuJoCo; see Physics for the contract.

    samples: those of the newest reset or step.

    A rover's samples follow from its pose, seed and commands alone: not from the other rovers,
    the number of threads, or how its steps were cut into calls.
    """

    def __init__(
        self,
        worlds: Sequence[World],
        n_rovers: int,
        *,
        physics_step_s: float = PHYSICS_STEP_S,
        threads: int = 1,
        lidar_noise_m: float | None = None,
    ) -> None:
        self._assigned = Assignments(worlds, n_rovers)
        self.worlds: Sequence[World] = tuple(worlds)
        self.n_rovers = n_rovers
        self._description = load_rover()
        self.rates = SampleRates.of(self._description, physics_step_s)
        self._steps_per_period = round(STEP_PERIOD_S / physics_step_s)
        self._models = [build_rover_model(world, self.rates) for world in self.worlds]
        self._rovers = [SimulatedRover(self._models[0]) for _ in range(n_rovers)]
        self._ramp = CommandRamp(self._description, n_rovers, physics_step_s)
        self._sensors = Sensors(self.worlds, self.rates, lidar_noise_m, threads)
        self._workers = Workers(threads)
        self.samples: Samples | None = None

    @property
    def joint_names(self) -> tuple[str, ...]:
        """The moving joints, in the order of Samples.joint_rad."""
        model = self._models[0].model
        return tuple(model.joint(joint).name for joint in range(1, model.njnt))

    def coordinates(self, rover: int) -> tuple[World, Float64]:
        """Return a rover's world and MuJoCo's coordinates of its newest sample, for a camera."""
        return self.worlds[self._assigned.world_of[rover]], self._rovers[rover].qpos

    def reset(
        self,
        rovers: Index,
        poses_map: Float64,
        seeds: NDArray[np.uint64],
        world_indices: Index | None = None,
    ) -> SensorFrame:
        """Put some rovers at rest on the ground and seed their noise; see Physics."""
        self.samples = self.place(rovers, poses_map, seeds, world_indices)
        return self.samples.frame()

    def step(self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike) -> SensorFrame:
        """Drive every rover for STEP_PERIOD_S with a held command; see Physics."""
        self.samples = self.advance(self._steps_per_period, speed_mps, yaw_rate_radps)
        return self.samples.frame()

    def place(
        self,
        rovers: Index,
        poses_map: Float64,
        seeds: NDArray[np.uint64],
        world_indices: Index | None = None,
    ) -> Samples:
        """Reset some rovers; returns one sample of each kind for each of them."""
        before = self._assigned.world_of.copy()
        rovers = self._assigned.assign(rovers, seeds, world_indices)
        self._ramp.reset(rovers)
        for rover in np.flatnonzero(self._assigned.world_of != before):
            model = self._models[self._assigned.world_of[rover]]
            self._rovers[rover] = SimulatedRover(model)
        recordings: dict[int, Recording] = {}

        def settle(first: int, end: int) -> None:
            for k in range(first, end):
                x, y, yaw = (float(value) for value in poses_map[k])
                recordings[k] = self._rovers[rovers[k]].place(x, y, yaw)

        self._workers.run(settle, len(rovers))
        return self._measure(rovers, [recordings[k] for k in range(len(rovers))])

    def advance(self, n_steps: int, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike) -> Samples:
        """Make a number of physics steps with a held command; returns what was sampled in them.

        All rovers must have made the same number of steps since their resets, to within whole
        scans: so it is when they are reset only between steps.
        """
        set_points = self._ramp.advance(speed_mps, yaw_rate_radps, n_steps)
        servo_controls = controls(self._description, set_points)
        recordings: dict[int, Recording] = {}

        def drive(first: int, end: int) -> None:
            for k in range(first, end):
                recordings[k] = self._rovers[k].advance(servo_controls[k])

        self._workers.run(drive, self.n_rovers)
        return self._measure(
            np.arange(self.n_rovers), [recordings[k] for k in range(self.n_rovers)]
        )

    def _measure(self, rovers: Index, recordings: list[Recording]) -> Samples:
        n_steps = np.array([self._rovers[rover].n_steps for rover in rovers])
        worlds, seeds = self._assigned.world_of[rovers], self._assigned.seeds[rovers]
        return self._sensors.measure(recordings, n_steps, worlds, seeds)
