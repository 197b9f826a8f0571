"""The fast model: a quasi-static rocker-bogie on the height field, compiled. For training only.

Nothing swings, slips or is stopped by a rock: a rover that overlaps a boulder reports it and
drives on, as the episode ends there. Scores come from the full physics.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rover_description import load_rover
from rover_description.drive import AckermannDrive

from mars_world.fast_contacts import MAX_TOUCHES
from mars_world.fast_crew import Crew
from mars_world.fast_motion import motors
from mars_world.fast_rover import PARTS, rover_shape
from mars_world.fast_state import N_SUBSTEPS, N_TRACK, ROVER, Outputs, Setting
from mars_world.fast_step import place_rovers
from mars_world.frame import SensorFrame, Surface, Touch
from mars_world.lidar import lidar_fan
from mars_world.packed_worlds import pack_worlds
from mars_world.physics import STEP_PERIOD_S
from mars_world.world import World

Index = NDArray[np.intp]


class FastPhysics:
    """N rovers in the fast model; see Physics for the contract.

    A rover's samples follow from its pose, seed and commands alone, not from the other rovers or
    the number of threads. n_scans: LIDAR scans per step, the last at its end; the collision rule
    sees all of them, training needs one.
    """

    def __init__(
        self,
        worlds: Sequence[World],
        n_rovers: int,
        *,
        threads: int = 1,
        lidar_noise_m: float | None = None,
        n_scans: int = 1,
    ) -> None:
        if n_rovers < 1 or not worlds:
            raise ValueError(
                f'n_rovers is {n_rovers} in {len(worlds)} worlds; needs at least 1 of each'
            )
        if n_scans < 1 or N_SUBSTEPS % n_scans:
            raise ValueError(f'n_scans is {n_scans}; needs a divisor of {N_SUBSTEPS}')
        self.worlds: Sequence[World] = tuple(worlds)
        self.n_rovers = n_rovers
        rover = load_rover()
        self._drive = AckermannDrive(rover)
        self._setting = Setting(
            pack_worlds(self.worlds), rover_shape(rover), motors(rover), lidar_fan(lidar_noise_m)
        )
        self._rovers = np.zeros(n_rovers, ROVER)
        self._objects = tuple(b.name for world in self.worlds for b in world.boulders)
        self._n_steps = np.zeros(n_rovers, np.int64)
        self._commands = np.zeros((2, n_rovers))
        self._out = _outputs(n_rovers, n_scans, N_TRACK, N_SUBSTEPS, self._setting.fan.cos.size)
        self._crew = Crew(threads, self._setting, self._rovers, self._commands, self._out)

    def reset(
        self,
        rovers: Index,
        poses_map: NDArray[np.float64],
        seeds: NDArray[np.uint64],
        world_indices: Index | None = None,
    ) -> SensorFrame:
        """Put some rovers at rest on the ground and seed their noise; see Physics."""
        chosen = np.asarray(rovers, np.int64)
        poses = np.asarray(poses_map, np.float64)
        state = self._rovers
        state['x'][chosen], state['y'][chosen], state['yaw'][chosen] = poses.T
        state['seed'][chosen] = seeds
        if world_indices is not None:
            state['world'][chosen] = world_indices
        self._n_steps[chosen] = 0
        out = _outputs(len(chosen), 1, 1, 1, self._setting.fan.cos.size)
        place_rovers(self._setting, state, chosen, out)
        return self._frame(out, chosen)

    def step(self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike) -> SensorFrame:
        """Drive every rover for STEP_PERIOD_S with a held command; see Physics."""
        speed, curvature = self._drive.limit(speed_mps, yaw_rate_radps)
        self._commands[0] = speed
        self._commands[1] = np.arctan(curvature * self._setting.motors.half_wheelbase_m)
        self._crew.step()
        self._n_steps += 1
        return self._frame(self._out, np.arange(self.n_rovers))

    def _frame(self, out: Outputs, rovers: NDArray[np.int64]) -> SensorFrame:
        n = len(rovers)
        touches: list[tuple[Touch, ...]] = [()] * n
        for row in np.flatnonzero(out.n_touched):
            touches[row] = self._touches(out, int(row))
        return SensorFrame(
            stamp_s=np.asarray(self._n_steps[rovers] * STEP_PERIOD_S, np.float64),
            position_map=out.position_map.copy(),
            orientation_map=out.orientation_map.copy(),
            velocity_base=out.velocity_base.copy(),
            rate_base=out.rate_base.copy(),
            scans_m=out.scans_m.copy(),
            track_map=out.track_map.copy(),
            imu_force_base=out.imu_force_base.copy(),
            imu_orientation_map=out.imu_orientation_map.copy(),
            touches=tuple(touches),
            failed=out.failed.copy(),
        )

    def _touches(self, out: Outputs, row: int) -> tuple[Touch, ...]:
        """Return the touches of one rover; the model knows no forces, so these are 0."""
        n = out.n_touched[row]
        return tuple(
            Touch(PARTS[part], self._objects[rock], Surface(surface), 0.0, (x, y, z))
            for (part, rock, surface), (x, y, z) in zip(
                out.touched[row, :n].tolist(), out.touched_map[row, :n].tolist(), strict=True
            )
        )


def _outputs(n: int, n_scans: int, n_track: int, n_imu: int, n_rays: int) -> Outputs:
    """Return arrays for the samples of n rovers."""
    return Outputs(
        position_map=np.empty((n, 3)), orientation_map=np.empty((n, 4)),
        velocity_base=np.empty((n, 3)), rate_base=np.empty((n, 3)),
        scans_m=np.empty((n, n_scans, n_rays), np.float32), track_map=np.empty((n, n_track, 3)),
        imu_force_base=np.empty((n, n_imu, 3)), imu_orientation_map=np.empty((n, n_imu, 4)),
        touched=np.empty((n, MAX_TOUCHES, 3), np.int64),
        touched_map=np.empty((n, MAX_TOUCHES, 3)), n_touched=np.zeros(n, np.int64),
        failed=np.zeros(n, np.bool_),
    )  # fmt: skip
