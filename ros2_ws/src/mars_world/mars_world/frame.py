"""What the sensors of N rovers gave over one step: the only thing an episode sees of the world.

In training a frame comes from the batched physics in the same process, on the graph from topics;
everything behind it is the same code.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Float32 = NDArray[np.float32]


class Surface(IntEnum):
    """Which part of the rover a contact is on; the values are those of rover_interfaces/Contact."""

    TREAD = 0
    SIDE = 1
    BODY = 2


@dataclass(frozen=True)
class Touch:
    """One contact between a part of the rover and something else."""

    part: str
    object: str
    surface: Surface
    force_n: float
    position_map: tuple[float, float, float]


@dataclass(frozen=True)
class SensorFrame:
    """Sensor samples of one step, batch first; the last sample of each kind is at the step's end.

    A frame after a reset holds one sample of each kind. How many samples a step has (``n_scans``,
    ``n_track``, ``n_imu``) depends on the physics, the meaning of each does not.

    stamp_s: (n,) simulated time at the end of the step.
    position_map: (n, 3) base_link in map, metres.
    orientation_map: (n, 4) base_link in map, quaternion x y z w.
    velocity_base, rate_base: (n, 3) linear [m/s] and angular [rad/s] velocity in base_link.
    scans_m: (n, n_scans, n_rays) ranges, right to left; +inf nothing seen, -inf too close
        (REP-117).
    track_map: (n, n_track, 3) positions of base_link at 10 Hz, metres.
    imu_force_base: (n, n_imu, 3) specific force [m/s^2] (an accelerometer at rest reads +g upward),
        averaged over each sample interval as integrating IMUs do.
    imu_orientation_map: (n, n_imu, 4) attitude at the middle of each sample interval, x y z w.
    touches: n tuples of the contacts during the step.
    failed: (n,) True where the simulation diverged; the other values of that row mean nothing.
    """

    stamp_s: Float64
    position_map: Float64
    orientation_map: Float64
    velocity_base: Float64
    rate_base: Float64
    scans_m: Float32
    track_map: Float64
    imu_force_base: Float64
    imu_orientation_map: Float64
    touches: tuple[tuple[Touch, ...], ...]
    failed: NDArray[np.bool_]

    @property
    def scan_m(self) -> Float32:
        """The newest scan, (n, n_rays)."""
        return self.scans_m[:, -1]
