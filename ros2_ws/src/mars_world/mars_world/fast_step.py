"""The compiled loops of the fast model: a step of each rover, from command to samples."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mars_world.fast_attitude import axes_map, quaternion, settle
from mars_world.fast_contacts import note_touches
from mars_world.fast_motion import Motors, approach, lagged
from mars_world.fast_rover import RoverShape
from mars_world.jit import compiled
from mars_world.lidar import LidarFan, scan_into
from mars_world.lidar_noise import scan_key
from mars_world.packed_worlds import PackedWorlds
from mars_world.physics import STEP_PERIOD_S

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Index = NDArray[np.int64]
Seeds = NDArray[np.uint64]
Vector = tuple[float, float, float]

N_SUBSTEPS = 6
N_TRACK = 3  # points of the track in a step, 10 Hz
SUBSTEP_S = STEP_PERIOD_S / N_SUBSTEPS
MAX_NEAR_ROCKS = 32
_SETTLE_ROUNDS = 4  # the lean shifts the wheels, the wheels change the lean


class Setting(NamedTuple):
    """What stays the same for all rovers."""

    packed: PackedWorlds
    shape: RoverShape
    motors: Motors
    fan: LidarFan
    gravity: Float64  # (n_worlds,)


class Rovers(NamedTuple):
    """The state of n rovers.

    ground: (n, 3) x, y [m] and yaw [rad] of the point midway between the wheels. lean: (n, 2)
    pitch and roll [rad]. drive: (n, 4) speed [m/s] and steering [rad], first as the motor
    controller wants them, then as they are. base_map: (n, 3) base_link, metres.
    velocity_map: (n, 3). world: (n,). seed, n_scans: (n,) of the LIDAR's noise.
    """

    ground: Float64
    lean: Float64
    drive: Float64
    base_map: Float64
    velocity_map: Float64
    world: Index
    seed: Seeds
    n_scans: Seeds


class Outputs(NamedTuple):
    """Samples of n rovers over a step; see SensorFrame for what they mean.

    touched: (n, MAX_TOUCHES, 3) part, boulder, surface. touched_map: (n, MAX_TOUCHES, 3).
    n_touched: (n,).
    """

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


@compiled
def place_rovers(
    first: int, end: int, setting: Setting, rovers: Rovers, chosen: Index, out: Outputs
) -> None:
    """Let the chosen rovers, whose ground is set, stand at rest; row k of out is of chosen[k]."""
    for k in range(first, end):
        n = chosen[k]
        rocks = _near_rocks(setting, rovers, n)
        ground = (rovers.ground[n, 0], rovers.ground[n, 1], rovers.ground[n, 2])
        lean = (0.0, 0.0)
        for _ in range(_SETTLE_ROUNDS):
            z, pitch, roll = settle(
                setting.packed, rovers.world[n], rocks, setting.shape, ground, lean
            )
            lean = (pitch, roll)
        rovers.lean[n, 0], rovers.lean[n, 1] = lean
        rovers.drive[n] = 0.0
        rovers.velocity_map[n] = 0.0
        rovers.n_scans[n] = 0
        # The place asked for is base_link's, which leans away from the ground point.
        axes = axes_map(ground[2], lean[0], lean[1])
        base = _base_over(setting.shape, ground, axes, z)
        for axis in range(2):
            rovers.ground[n, axis] += ground[axis] - base[axis]
        rovers.base_map[n, 0], rovers.base_map[n, 1], rovers.base_map[n, 2] = ground[0], ground[1], z
        out.n_touched[k] = 0
        _sample_imu(setting, rovers, n, lean, (0.0, 0.0, 0.0), out, k, 0)
        out.track_map[k, 0] = rovers.base_map[n]
        _sample_end(setting, rovers, n, ground[2], lean, out, k)
        out.rate_base[k] = 0.0
        _scan(setting, rovers, n, out, k, 0)


@compiled
def step_rovers(
    first: int,
    end: int,
    setting: Setting,
    rovers: Rovers,
    speed_mps: Float64,
    curvature: Float64,
    out: Outputs,
) -> None:
    """Drive rovers first to end for a step with the commands (n,), and sample."""
    motors, shape = setting.motors, setting.shape
    n_scans = out.scans_m.shape[1]
    for n in range(first, end):
        rocks = _near_rocks(setting, rovers, n)
        goal_steer = math.atan(curvature[n] * motors.half_wheelbase_m)
        out.n_touched[n] = 0
        for substep in range(N_SUBSTEPS):
            before = (rovers.ground[n, 2], rovers.lean[n, 0], rovers.lean[n, 1])
            bend = _move(setting, rovers, n, speed_mps[n], goal_steer)
            moved = _stand(setting, rovers, n, rocks)
            ...
