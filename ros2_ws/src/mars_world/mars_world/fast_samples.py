"""The samples of the fast model: IMU, track, touches, LIDAR, and the state at a step's end."""

import math

import numpy as np

from mars_world.fast_attitude import Axes, Quaternion, Vector, axes_of, half_way, rate_base
from mars_world.fast_contacts import note_touches
from mars_world.fast_state import SUBSTEP_S, Float32, Index, Outputs, Record, Setting
from mars_world.jit import compiled
from mars_world.lidar import scan_into
from mars_world.lidar_noise import gaussian, scan_key


@compiled
def attitude_of(rover: Record) -> Quaternion:
    """Return base_link in map."""
    return rover.qx, rover.qy, rover.qz, rover.qw


@compiled
def _in_base(axes: Axes, vector: Vector) -> Vector:
    forward, left, up = axes
    return (
        forward[0] * vector[0] + forward[1] * vector[1] + forward[2] * vector[2],
        left[0] * vector[0] + left[1] * vector[1] + left[2] * vector[2],
        up[0] * vector[0] + up[1] * vector[1] + up[2] * vector[2],
    )


@compiled
def sample_imu(
    setting: Setting,
    rover: Record,
    before: Quaternion,
    acceleration: Vector,
    shake_mps2: float,
    out: Outputs,
    row: int,
    sample: int,
) -> None:
    """Sample the specific force over a substep, in the attitude half-way through it.

    before: the attitude at its start. shake_mps2: standard deviation of its noise.
    """
    turn = half_way(before, attitude_of(rover))
    gravity = setting.packed.worlds[rover.world].gravity
    force_map = (acceleration[0], acceleration[1], acceleration[2] + gravity)
    force = _in_base(axes_of(turn), force_map)
    # With another seed than the LIDAR, whose noise else would be the same numbers.
    key = scan_key(~rover.seed, rover.n_shakes)
    rover.n_shakes += np.uint64(1)
    for axis in range(3):
        noise = shake_mps2 * gaussian(key, axis) if shake_mps2 > 0.0 else 0.0
        out.imu_force_base[row, sample, axis] = force[axis] + noise
    for part in range(4):
        out.imu_orientation_map[row, sample, part] = turn[part]


@compiled
def sample_track(rover: Record, out: Outputs, row: int, sample: int) -> None:
    """Sample where base_link is."""
    out.track_map[row, sample, 0] = rover.x
    out.track_map[row, sample, 1] = rover.y
    out.track_map[row, sample, 2] = rover.z


@compiled
def sample_end(rover: Record, before: Quaternion, out: Outputs, row: int) -> None:
    """Sample what a frame has once; before: the attitude a substep ago."""
    turn = attitude_of(rover)
    for part in range(4):
        out.orientation_map[row, part] = turn[part]
    out.position_map[row, 0] = rover.x
    out.position_map[row, 1] = rover.y
    out.position_map[row, 2] = rover.z
    velocity = _in_base(axes_of(turn), (rover.vx, rover.vy, rover.vz))
    rate = rate_base(before, turn, SUBSTEP_S)
    for axis in range(3):
        out.velocity_base[row, axis] = velocity[axis]
        out.rate_base[row, axis] = rate[axis]


@compiled
def sample_touches(setting: Setting, rover: Record, rocks: Index, out: Outputs, row: int) -> None:
    """Add the parts that now overlap one of the rocks."""
    curvature = math.tan(rover.steer_rad) / setting.motors.half_wheelbase_m
    out.n_touched[row] = note_touches(
        setting.packed, rocks, setting.shape, (rover.x, rover.y, rover.z),
        axes_of(attitude_of(rover)), curvature,
        out.touched[row], out.touched_map[row], out.n_touched[row],
    )  # fmt: skip


@compiled
def sample_scan(setting: Setting, rover: Record, ranges: Float32) -> None:
    """Take the rover's next scan."""
    forward, left, up = axes_of(attitude_of(rover))
    ahead, aside, above = setting.shape.lidar_m
    origin = (
        rover.x + forward[0] * ahead + left[0] * aside + up[0] * above,
        rover.y + forward[1] * ahead + left[1] * aside + up[1] * above,
        rover.z + forward[2] * ahead + left[2] * aside + up[2] * above,
    )
    key = scan_key(rover.seed, rover.n_scans)
    rover.n_scans += np.uint64(1)
    scan_into(setting.packed, setting.fan, rover.world, origin, forward, left, key, ranges)
