"""The IMU of n rovers: specific force from what their velocity did between two samples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mars_world.rotation import matrices, middle, to_xyzw

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Imu:
    """Where the IMU is, and how often it gives the mean of what it felt.

    position_base: (3,) metres. sample_s: length of an interval.
    """

    position_base: Float64
    sample_s: float

    def measure(self, qpos: Float64, qvel: Float64, gravity: Float64) -> tuple[Float64, Float64]:
        """Return specific force and attitude of each interval, (n, k, 3) and (n, k, 4) x y z w.

        qpos: (n, 1 + k, 7..) and qvel: (n, 1 + k, 6..) of a free body at the intervals' ends.
        gravity: (n,) m/s^2.
        """
        base = matrices(qpos[..., 3:7])
        spin = np.cross(qvel[..., 3:6], self.position_base)
        velocity_map = qvel[..., :3] + np.einsum('nkij,nkj->nki', base, spin)
        force_map = np.diff(velocity_map, axis=1) / self.sample_s
        force_map[..., 2] += gravity[:, None]
        attitude = middle(qpos[:, :-1, 3:7], qpos[:, 1:, 3:7])
        force_base = np.einsum('nkji,nkj->nki', matrices(attitude), force_map)
        return force_base, to_xyzw(attitude)
