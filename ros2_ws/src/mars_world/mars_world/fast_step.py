"""The compiled loops of the fast model: a step of each rover, from command to samples."""

import math

import numpy as np

from mars_world.fast_attitude import Lean, Vector, axes_of, quaternion
from mars_world.fast_motion import approach, lagged, shake
from mars_world.fast_samples import (
    attitude_of,
    sample_end,
    sample_imu,
    sample_scan,
    sample_touches,
    sample_track,
)
from mars_world.fast_settling import settle
from mars_world.fast_state import (
    N_SUBSTEPS,
    N_TRACK,
    SUBSTEP_S,
    Float64,
    Index,
    Outputs,
    Record,
    Records,
    Setting,
)
from mars_world.jit import compiled
from mars_world.near_boulders import may_reach
from mars_world.packed_ground import ground_height, is_on_ground

MAX_NEAR_ROCKS = 32
_SETTLE_ROUNDS = 6  # the lean shifts the wheels, the wheels change the lean
_MAX_TRAVEL_M = 0.5  # in a step, with room to spare


@compiled
def place_rovers(setting: Setting, rovers: Records, chosen: Index, out: Outputs) -> None:
    """Let the chosen rovers stand at rest at their x, y and yaw; row k of out is of chosen[k]."""
    for k in range(chosen.shape[0]):
        rover = rovers[chosen[k]]
        x, y = rover.x, rover.y
        rover.ground_x, rover.ground_y = x, y
        _lean(rover, Lean(0.0, 1.0, 0.0, 1.0))
        rover.z = ground_height(setting.packed, rover.world, x, y)
        rocks = _near_rocks(setting, rover)
        for _ in range(_SETTLE_ROUNDS):
            _stand(setting, rover, rocks)
            rover.ground_x += x - rover.x
            rover.ground_y += y - rover.y
        rover.set_speed_mps, rover.set_steer_rad = 0.0, 0.0
        rover.speed_mps, rover.steer_rad = 0.0, 0.0
        rover.vx, rover.vy, rover.vz = 0.0, 0.0, 0.0
        rover.n_scans, rover.n_shakes = 0, 0
        attitude = attitude_of(rover)
        sample_imu(setting, rover, attitude, (0.0, 0.0, 0.0), 0.0, out, k, 0)
        sample_track(rover, out, k, 0)
        sample_end(rover, attitude, out, k)
        out.n_touched[k] = 0
        sample_touches(setting, rover, rocks, out, k)
        sample_scan(setting, rover, out.scans_m[k, 0])
        out.failed[k] = not is_on_ground(setting.packed, rover.world, rover.x, rover.y)


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
    """Drive rovers first to end for a step with their commands (n,), and sample.

    Who has left the ground, or is nowhere, stays there.
    """
    n_scans = out.scans_m.shape[1]
    for n in range(first, end):
        rover = rovers[n]
        out.n_touched[n] = 0
        out.failed[n] = not is_on_ground(setting.packed, rover.world, rover.x, rover.y)
        if out.failed[n]:
            continue
        rocks = _near_rocks(setting, rover)
        for substep in range(N_SUBSTEPS):
            before, steer_before = attitude_of(rover), rover.steer_rad
            _roll_on(setting, rover, speed_mps[n], steer_rad[n])
            acceleration = _settle_and_measure(setting, rover, rocks)
            steer_radps = (rover.steer_rad - steer_before) / SUBSTEP_S
            shakes = shake(setting.motors, rover.speed_mps, steer_radps)
            sample_imu(setting, rover, before, acceleration, shakes, out, n, substep)
            if rocks.shape[0] > 0:
                sample_touches(setting, rover, rocks, out, n)
            done = substep + 1
            if done * N_TRACK % N_SUBSTEPS == 0:
                sample_track(rover, out, n, done * N_TRACK // N_SUBSTEPS - 1)
            if done * n_scans % N_SUBSTEPS == 0:
                sample_scan(setting, rover, out.scans_m[n, done * n_scans // N_SUBSTEPS - 1])
        sample_end(rover, before, out, n)
        out.failed[n] = not is_on_ground(setting.packed, rover.world, rover.x, rover.y)


@compiled
def _near_rocks(setting: Setting, rover: Record) -> Index:
    """Return the boulders that a rover could meet within a step."""
    packed = setting.packed
    reach = setting.shape.reach_m + _MAX_TRAVEL_M
    near = np.empty(MAX_NEAR_ROCKS, np.int64)
    count, here = 0, packed.worlds[rover.world]
    for k in range(here.first_rock, here.end_rock):
        if count < MAX_NEAR_ROCKS and may_reach(packed, k, rover.x, rover.y, rover.z, reach):
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
    ahead = way * rover.cos_pitch
    rover.ground_x += ahead * math.cos(heading)
    rover.ground_y += ahead * math.sin(heading)
    rover.yaw += turned


@compiled
def _stand(setting: Setting, rover: Record, rocks: Index) -> None:
    """Let a rover stand at its ground point: find its lean and where base_link is."""
    shape = setting.shape
    lean = Lean(rover.sin_pitch, rover.cos_pitch, rover.sin_roll, rover.cos_roll)
    axes = axes_of(quaternion(rover.yaw, lean))
    ground = (rover.ground_x, rover.ground_y)
    rover.z, lean = settle(setting.packed, rover.world, rocks, shape, ground, axes)
    _lean(rover, lean)
    _, _, up = axes_of(attitude_of(rover))
    rover.x = rover.ground_x + up[0] * shape.ride_height_m
    rover.y = rover.ground_y + up[1] * shape.ride_height_m


@compiled
def _lean(rover: Record, lean: Lean) -> None:
    """Set a rover's lean, and its attitude by that and its heading."""
    rover.sin_pitch, rover.cos_pitch = lean.sin_pitch, lean.cos_pitch
    rover.sin_roll, rover.cos_roll = lean.sin_roll, lean.cos_roll
    rover.qx, rover.qy, rover.qz, rover.qw = quaternion(rover.yaw, lean)


@compiled
def _settle_and_measure(setting: Setting, rover: Record, rocks: Index) -> Vector:
    """Stand after a substep; returns the mean acceleration over it, m/s^2 in map."""
    x, y, z = rover.x, rover.y, rover.z
    vx, vy, vz = rover.vx, rover.vy, rover.vz
    _stand(setting, rover, rocks)
    rover.vx, rover.vy = (rover.x - x) / SUBSTEP_S, (rover.y - y) / SUBSTEP_S
    rover.vz = (rover.z - z) / SUBSTEP_S
    return (rover.vx - vx) / SUBSTEP_S, (rover.vy - vy) / SUBSTEP_S, (rover.vz - vz) / SUBSTEP_S
