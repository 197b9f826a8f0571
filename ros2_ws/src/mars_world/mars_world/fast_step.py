"""The compiled loops of the fast model: a step of each rover, from command to samples."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mars_world.fast_attitude import axes_map, ground_height, quaternion, settle
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
Records = NDArray[Any]  # numpy has no type for the fields of a record
Record = Any  # one of ROVER
Vector = tuple[float, float, float]

N_SUBSTEPS = 6
N_TRACK = 3  # points of the track in a step, 10 Hz
SUBSTEP_S = STEP_PERIOD_S / N_SUBSTEPS
MAX_NEAR_ROCKS = 32
_SETTLE_ROUNDS = 6  # the lean shifts the wheels, the wheels change the lean
_MAX_TRAVEL_M = 0.5  # in a step, with room to spare


class Setting(NamedTuple):
    """What stays the same for all rovers."""

    packed: PackedWorlds
    shape: RoverShape
    motors: Motors
    fan: LidarFan


# The state of a rover: the point midway between the wheels and its heading, pitch and roll; speed
# and steering as the motor controller wants them (set) and as they are; base_link and its velocity
# in map; the world; seed and count of the LIDAR's noise.
ROVER = np.dtype([
    ('ground_x', 'f8'), ('ground_y', 'f8'), ('yaw', 'f8'), ('pitch', 'f8'), ('roll', 'f8'),
    ('set_speed_mps', 'f8'), ('set_steer_rad', 'f8'), ('speed_mps', 'f8'), ('steer_rad', 'f8'),
    ('x', 'f8'), ('y', 'f8'), ('z', 'f8'), ('vx', 'f8'), ('vy', 'f8'), ('vz', 'f8'),
    ('world', 'i8'), ('seed', 'u8'), ('n_scans', 'u8'),
])  # fmt: skip


class Outputs(NamedTuple):
    """Samples of n rovers over a step; see SensorFrame for what they mean.

    touched: (n, MAX_TOUCHES, 3) part, boulder, surface. touched_map: (n, MAX_TOUCHES, 3).
    n_touched: (n,).
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


@compiled
def place_rovers(
    first: int, end: int, setting: Setting, rovers: Records, chosen: Index, out: Outputs
) -> None:
    """Let the chosen rovers stand at rest at their x, y and yaw; row k of out is of chosen[k]."""
    for k in range(first, end):
        rover = rovers[chosen[k]]
        x, y = rover.x, rover.y
        rover.ground_x, rover.ground_y, rover.pitch, rover.roll = x, y, 0.0, 0.0
        rover.z = ground_height(setting.packed, rover.world, x, y)
        rocks = _near_rocks(setting, rover)
        for _ in range(_SETTLE_ROUNDS):
            _stand(setting, rover, rocks)
            rover.ground_x += x - rover.x
            rover.ground_y += y - rover.y
        rover.set_speed_mps, rover.set_steer_rad = 0.0, 0.0
        rover.speed_mps, rover.steer_rad = 0.0, 0.0
        rover.vx, rover.vy, rover.vz = 0.0, 0.0, 0.0
        rover.n_scans = 0
        attitude = (rover.yaw, rover.pitch, rover.roll)
        _sample_imu(setting, rover, attitude, (0.0, 0.0, 0.0), out, k, 0)
        _sample_track(rover, out, k, 0)
        _sample_end(rover, attitude, out, k)
        out.n_touched[k] = 0
        _note_touches(setting, rover, rocks, out, k)
        _scan(setting, rover, out.scans_m[k, 0])


@compiled
def step_rovers(
    first: int,
    end: int,
    setting: Setting,
    rovers: Records,
    speed_mps: Float64,
    steer_rad: Float64,
    out: Outputs,
) -> None:
    """Drive rovers first to end for a step with their commands (n,), and sample."""
    n_scans = out.scans_m.shape[1]
    for n in range(first, end):
        rover = rovers[n]
        rocks = _near_rocks(setting, rover)
        out.n_touched[n] = 0
        for substep in range(N_SUBSTEPS):
            before = (rover.yaw, rover.pitch, rover.roll)
            _roll_on(setting, rover, speed_mps[n], steer_rad[n])
            acceleration = _settle_and_measure(setting, rover, rocks)
            _sample_imu(setting, rover, before, acceleration, out, n, substep)
            if rocks.shape[0] > 0:
                _note_touches(setting, rover, rocks, out, n)
            done = substep + 1
            if done * N_TRACK % N_SUBSTEPS == 0:
                _sample_track(rover, out, n, done * N_TRACK // N_SUBSTEPS - 1)
            if done * n_scans % N_SUBSTEPS == 0:
                _scan(setting, rover, out.scans_m[n, done * n_scans // N_SUBSTEPS - 1])
        _sample_end(rover, before, out, n)


@compiled
def _near_rocks(setting: Setting, rover: Record) -> Index:
    """Return the boulders that a rover could meet within a step."""
    packed = setting.packed
    reach = setting.shape.reach_m + _MAX_TRAVEL_M
    near = np.empty(MAX_NEAR_ROCKS, np.int64)
    count, here = 0, packed.worlds[rover.world]
    for k in range(here.first_rock, here.end_rock):
        rock = packed.rocks[k]
        dx, dy = rock.x - rover.x, rock.y - rover.y
        if dx * dx + dy * dy > (rock.radius_m + reach) ** 2 or count == MAX_NEAR_ROCKS:
            continue
        # The ball around a big rock is far wider than the rock; its facets tell better.
        close = True
        for facet in range(rock.first_plane, rock.end_plane):
            nx, ny, nz = packed.planes[facet, 0], packed.planes[facet, 1], packed.planes[facet, 2]
            if nx * rover.x + ny * rover.y + nz * rover.z - packed.planes[facet, 3] > reach:
                close = False
                break
        if close:
            near[count] = k
            count += 1
    return near[:count]


@compiled
def _roll_on(setting: Setting, rover: Record, speed_mps: float, steer_rad: float) -> None:
    """Move the ground point of a rover along its path for a substep."""
    motors = setting.motors
    rover.set_speed_mps = approach(rover.set_speed_mps, speed_mps, motors.accel_mps2 * SUBSTEP_S)
    rover.set_steer_rad = approach(
        rover.set_steer_rad, steer_rad, motors.steer_rate_radps * SUBSTEP_S
    )
    speed_before, steer_before = rover.speed_mps, rover.steer_rad
    rover.speed_mps = lagged(speed_before, rover.set_speed_mps, motors.speed_lag_s, SUBSTEP_S)
    rover.steer_rad = lagged(steer_before, rover.set_steer_rad, motors.steer_lag_s, SUBSTEP_S)
    speed = 0.5 * (speed_before + rover.speed_mps)
    curvature = math.tan(0.5 * (steer_before + rover.steer_rad)) / motors.half_wheelbase_m
    turned = speed * curvature * SUBSTEP_S
    heading = rover.yaw + 0.5 * turned
    # The wheels follow the ground, the map sees it from above.
    way = motors.way_share * speed * SUBSTEP_S
    way -= motors.steer_cost_m * abs(rover.steer_rad - steer_before)
    ahead = way * math.cos(rover.pitch)
    rover.ground_x += ahead * math.cos(heading)
    rover.ground_y += ahead * math.sin(heading)
    rover.yaw += turned


@compiled
def _stand(setting: Setting, rover: Record, rocks: Index) -> None:
    """Let a rover stand at its ground point: find pitch, roll and where base_link is."""
    shape = setting.shape
    ground, lean = (rover.ground_x, rover.ground_y, rover.yaw), (rover.pitch, rover.roll)
    z, pitch, roll = settle(setting.packed, rover.world, rocks, shape, ground, lean)
    _, _, up = axes_map(rover.yaw, pitch, roll)
    rover.pitch, rover.roll = pitch, roll
    rover.x = rover.ground_x + up[0] * shape.ride_height_m
    rover.y = rover.ground_y + up[1] * shape.ride_height_m
    rover.z = z


@compiled
def _settle_and_measure(setting: Setting, rover: Record, rocks: Index) -> Vector:
    """Stand after a substep; returns the mean acceleration over it, m/s^2 in map."""
    x, y, z = rover.x, rover.y, rover.z
    vx, vy, vz = rover.vx, rover.vy, rover.vz
    _stand(setting, rover, rocks)
    rover.vx, rover.vy = (rover.x - x) / SUBSTEP_S, (rover.y - y) / SUBSTEP_S
    rover.vz = (rover.z - z) / SUBSTEP_S
    return (rover.vx - vx) / SUBSTEP_S, (rover.vy - vy) / SUBSTEP_S, (rover.vz - vz) / SUBSTEP_S


@compiled
def _in_base(axes: tuple[Vector, Vector, Vector], vector: Vector) -> Vector:
    forward, left, up = axes
    return (
        forward[0] * vector[0] + forward[1] * vector[1] + forward[2] * vector[2],
        left[0] * vector[0] + left[1] * vector[1] + left[2] * vector[2],
        up[0] * vector[0] + up[1] * vector[1] + up[2] * vector[2],
    )


@compiled
def _sample_imu(
    setting: Setting,
    rover: Record,
    before: Vector,
    acceleration: Vector,
    out: Outputs,
    row: int,
    sample: int,
) -> None:
    """Sample the specific force over a substep, in the attitude half-way through it.

    before: yaw, pitch and roll at its start.
    """
    yaw, pitch = 0.5 * (before[0] + rover.yaw), 0.5 * (before[1] + rover.pitch)
    roll = 0.5 * (before[2] + rover.roll)
    gravity = setting.packed.worlds[rover.world].gravity
    force_map = (acceleration[0], acceleration[1], acceleration[2] + gravity)
    force = _in_base(axes_map(yaw, pitch, roll), force_map)
    turn = quaternion(yaw, pitch, roll)
    for axis in range(3):
        out.imu_force_base[row, sample, axis] = force[axis]
    for part in range(4):
        out.imu_orientation_map[row, sample, part] = turn[part]


@compiled
def _sample_track(rover: Record, out: Outputs, row: int, sample: int) -> None:
    out.track_map[row, sample, 0] = rover.x
    out.track_map[row, sample, 1] = rover.y
    out.track_map[row, sample, 2] = rover.z


@compiled
def _sample_end(rover: Record, before: Vector, out: Outputs, row: int) -> None:
    """Sample what a frame has once; before: the attitude a substep ago."""
    yaw, pitch, roll = rover.yaw, rover.pitch, rover.roll
    turn = quaternion(yaw, pitch, roll)
    for part in range(4):
        out.orientation_map[row, part] = turn[part]
    out.position_map[row, 0] = rover.x
    out.position_map[row, 1] = rover.y
    out.position_map[row, 2] = rover.z
    velocity = _in_base(axes_map(yaw, pitch, roll), (rover.vx, rover.vy, rover.vz))
    to_yaw = (yaw - before[0]) / SUBSTEP_S
    to_pitch = (pitch - before[1]) / SUBSTEP_S
    to_roll = (roll - before[2]) / SUBSTEP_S
    rate = (
        to_roll - to_yaw * math.sin(pitch),
        to_pitch * math.cos(roll) + to_yaw * math.sin(roll) * math.cos(pitch),
        to_yaw * math.cos(roll) * math.cos(pitch) - to_pitch * math.sin(roll),
    )
    for axis in range(3):
        out.velocity_base[row, axis] = velocity[axis]
        out.rate_base[row, axis] = rate[axis]


@compiled
def _note_touches(
    setting: Setting, rover: Record, rocks: Index, out: Outputs, row: int
) -> None:
    curvature = math.tan(rover.steer_rad) / setting.motors.half_wheelbase_m
    out.n_touched[row] = note_touches(
        setting.packed, rocks, setting.shape, (rover.x, rover.y, rover.z),
        axes_map(rover.yaw, rover.pitch, rover.roll), curvature,
        out.touched[row], out.touched_map[row], out.n_touched[row],
    )  # fmt: skip


@compiled
def _scan(setting: Setting, rover: Record, ranges: Float32) -> None:
    """Take the rover's next scan."""
    forward, left, up = axes_map(rover.yaw, rover.pitch, rover.roll)
    ahead, aside, above = setting.shape.lidar_m
    origin = (
        rover.x + forward[0] * ahead + left[0] * aside + up[0] * above,
        rover.y + forward[1] * ahead + left[1] * aside + up[1] * above,
        rover.z + forward[2] * ahead + left[2] * aside + up[2] * above,
    )
    key = scan_key(rover.seed, rover.n_scans)
    rover.n_scans += np.uint64(1)
    scan_into(setting.packed, setting.fan, rover.world, origin, forward, left, key, ranges)
