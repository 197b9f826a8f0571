"""The sensors of the full physics: recordings of n rovers become their samples."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rover_description import load_rover

from mars_world.imu import Imu
from mars_world.lidar import Lidar
from mars_world.rotation import matrices, to_xyzw
from mars_world.sample_rates import SampleRates
from mars_world.samples import Samples
from mars_world.simulated_rover import Recording
from mars_world.world import World

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]


class Sensors:
    """What every rover carries; a sample depends on its own rover's recording and seed only."""

    def __init__(
        self, worlds: Sequence[World], rates: SampleRates, lidar_noise_m: float | None, threads: int
    ) -> None:
        sensors = load_rover().sensors
        self._rates = rates
        self._gravity = np.array([world.file.gravity for world in worlds])
        self._imu = Imu(np.array(sensors.imu.position_m), rates.sample_s)
        self._lidar = Lidar(worlds, lidar_noise_m, threads)
        self._lidar_base = np.array(sensors.lidar.position_m)

    def measure(
        self,
        recordings: Sequence[Recording],
        n_steps: Index,
        world_indices: Index,
        seeds: NDArray[np.uint64],
    ) -> Samples:
        """Return the samples of n recordings of equal length.

        n_steps: (n,) physics steps at the end, since each rover's reset; the rovers may have
        been reset at different times, but whole scans apart. world_indices, seeds: (n,).
        """
        qpos = np.stack([recording.qpos for recording in recordings])
        qvel = np.stack([recording.qvel for recording in recordings])
        rates = self._rates
        # Sample 0 and scan 0 are those after a reset.
        before_end = np.arange(2 - qpos.shape[1], 1)
        numbers = (n_steps // rates.steps_per_sample)[:, None] + before_end
        rows = np.flatnonzero(numbers[0] % rates.samples_per_scan == 0)
        force_base, imu_attitude = self._imu.measure(qpos, qvel, self._gravity[world_indices])
        place, turn = qpos[:, 1:, :3], qpos[:, 1:, 3:7]
        return Samples(
            stamps_s=np.asarray(numbers * rates.sample_s, np.float64),
            scan_rows=rows,
            position_map=place,
            orientation_map=to_xyzw(turn),
            velocity_base=np.einsum('nkji,nkj->nki', matrices(turn), qvel[:, 1:, :3]),
            rate_base=qvel[:, 1:, 3:6],
            imu_force_base=force_base,
            imu_orientation_map=imu_attitude,
            joint_rad=qpos[:, 1:, 7:],
            joint_radps=qvel[:, 1:, 6:],
            scans_m=self._scan(
                place[:, rows], turn[:, rows], numbers[:, rows] // rates.samples_per_scan,
                world_indices, seeds,
            ),
            touches=tuple(recording.touches for recording in recordings),
            failed=np.array([recording.failed for recording in recordings]),
        )  # fmt: skip

    def _scan(
        self,
        position_map: Float64,
        orientation_wxyz: Float64,
        numbers: Index,
        world_indices: Index,
        seeds: NDArray[np.uint64],
    ) -> NDArray[np.float32]:
        """Return the scan of each pose, (n, s, n_rays); numbers: (n, s) since the reset."""
        n, s = numbers.shape
        lidar_map = position_map + matrices(orientation_wxyz) @ self._lidar_base
        ranges = self._lidar.scan(
            np.repeat(world_indices, s),
            lidar_map.reshape(n * s, 3),
            to_xyzw(orientation_wxyz).reshape(n * s, 4),
            np.repeat(seeds, s),
            numbers.ravel().astype(np.uint64),
        )
        return ranges.reshape(n, s, ranges.shape[1])
