"""What the sensors of n rovers gave over some physics steps of the full physics."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mars_world.contacts import merge_touches
from mars_world.frame import SensorFrame, Touch
from mars_world.rotation import to_wxyz

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Samples:
    """Samples of n rovers, oldest first, k of the 100 Hz kind and s of the 10 Hz kind.

    stamps_s: (n, k) since the reset. scan_rows: (s,) which of the k samples have a scan.
    position_map: (n, k, 3). orientation_map: (n, k, 4) x y z w.
    velocity_base, rate_base: (n, k, 3).
    imu_force_base: (n, k, 3). imu_orientation_map: (n, k, 4); see SensorFrame.
    joint_rad, joint_radps: (n, k, n_joints) in the order of FullPhysics.joint_names.
    scans_m: (n, s, n_rays).
    touches: for each rover s tuples, the contacts since the scan before.
    failed: (n,).
    """

    stamps_s: Float64
    scan_rows: NDArray[np.intp]
    position_map: Float64
    orientation_map: Float64
    velocity_base: Float64
    rate_base: Float64
    imu_force_base: Float64
    imu_orientation_map: Float64
    joint_rad: Float64
    joint_radps: Float64
    scans_m: Float32
    touches: tuple[tuple[tuple[Touch, ...], ...], ...]
    failed: NDArray[np.bool_]

    def stamps_ns(self, rover: int, origin_ns: int) -> list[int]:
        """Return the k stamps in whole nanoseconds after the time of the rover's reset."""
        return [origin_ns + round(1e9 * stamp_s) for stamp_s in self.stamps_s[rover].tolist()]

    def coordinates(self, rover: int, k: int) -> Float64:
        """Return MuJoCo's coordinates of a sample, (nq,), for a camera."""
        attitude = to_wxyz(self.orientation_map[rover, k])
        return np.concatenate([self.position_map[rover, k], attitude, self.joint_rad[rover, k]])

    def frame(self) -> SensorFrame:
        """Return the samples of a whole step as the frame an episode sees."""
        return SensorFrame(
            stamp_s=self.stamps_s[:, -1],
            position_map=self.position_map[:, -1],
            orientation_map=self.orientation_map[:, -1],
            velocity_base=self.velocity_base[:, -1],
            rate_base=self.rate_base[:, -1],
            scans_m=self.scans_m,
            track_map=self.position_map[:, self.scan_rows],
            imu_force_base=self.imu_force_base,
            imu_orientation_map=self.imu_orientation_map,
            touches=tuple(merge_touches(intervals) for intervals in self.touches),
            failed=self.failed,
        )
