"""What the fast model's compiled loops read and write: setting, rovers and samples."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mars_world.fast_motion import Motors
from mars_world.fast_rover import RoverShape
from mars_world.lidar import LidarFan
from mars_world.packed_worlds import PackedWorlds
from mars_world.physics import STEP_PERIOD_S

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Index = NDArray[np.int64]
Bool = NDArray[np.bool_]
Records = NDArray[Any]  # numpy has no type for the fields of a record
Record = Any  # one of ROVER

N_SUBSTEPS = 6
N_TRACK = 3  # points of the track in a step, 10 Hz
SUBSTEP_S = STEP_PERIOD_S / N_SUBSTEPS


class Setting(NamedTuple):
    """What stays the same for all rovers."""

    packed: PackedWorlds
    shape: RoverShape
    motors: Motors
    fan: LidarFan


# The state of a rover: the point midway between the wheels and its heading; its lean and attitude,
# see fast_attitude; speed and steering as the motor controller wants them (set) and as they are;
# base_link and its velocity in map; the world; the seed of all noise, and counts of the LIDAR's and
# of the IMU's.
ROVER = np.dtype([
    ('ground_x', 'f8'), ('ground_y', 'f8'), ('yaw', 'f8'),
    ('sin_pitch', 'f8'), ('cos_pitch', 'f8'), ('sin_roll', 'f8'), ('cos_roll', 'f8'),
    ('qx', 'f8'), ('qy', 'f8'), ('qz', 'f8'), ('qw', 'f8'),
    ('set_speed_mps', 'f8'), ('set_steer_rad', 'f8'), ('speed_mps', 'f8'), ('steer_rad', 'f8'),
    ('x', 'f8'), ('y', 'f8'), ('z', 'f8'), ('vx', 'f8'), ('vy', 'f8'), ('vz', 'f8'),
    ('world', 'i8'), ('seed', 'u8'), ('n_scans', 'u8'), ('n_shakes', 'u8'),
])  # fmt: skip


class Outputs(NamedTuple):
    """Samples of n rovers over a step; see SensorFrame for what they mean.

    touched: (n, MAX_TOUCHES, 3) part, boulder, surface. touched_map: (n, MAX_TOUCHES, 3).
    n_touched: (n,). failed: (n,) who is off the ground; the rest of such a row means nothing.
    """

    position_map: Float64
    orientation_map: Float64
    velocity_base: Float64
    rate_base: Float64
    scans_m: Float32
    track_map: Float64
    imu_force_base: Float64
    imu_orientation_map: Float64
    touched: Index
    touched_map: Float64
    n_touched: Index
    failed: Bool
