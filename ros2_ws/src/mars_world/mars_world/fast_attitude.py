"""How the rocker-bogie lies on the ground when nothing swings: all six wheels touch."""

import math

import numpy as np
from numpy.typing import NDArray

from mars_world.fast_rover import RoverShape
from mars_world.jit import compiled
from mars_world.packed_ground import ground_height
from mars_world.packed_worlds import PackedWorlds

Float64 = NDArray[np.float64]
Index = NDArray[np.int64]
Vector = tuple[float, float, float]


@compiled
def axes_map(yaw: float, pitch: float, roll: float) -> tuple[Vector, Vector, Vector]:
    """Return the rover's forward, left and up in map (angles as in REP-103: nose down is +)."""
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    cr, sr = math.cos(roll), math.sin(roll)
    forward = (cy * cp, sy * cp, -sp)
    left = (cy * sp * sr - sy * cr, sy * sp * sr + cy * cr, cp * sr)
    up = (cy * sp * cr + sy * sr, sy * sp * cr - cy * sr, cp * cr)
    return forward, left, up


@compiled
def quaternion(yaw: float, pitch: float, roll: float) -> tuple[float, float, float, float]:
    """Return base_link in map as x y z w."""
    cy, sy = math.cos(0.5 * yaw), math.sin(0.5 * yaw)
    cp, sp = math.cos(0.5 * pitch), math.sin(0.5 * pitch)
    cr, sr = math.cos(0.5 * roll), math.sin(0.5 * roll)
    return (
        sr * cp * cy - cr * sp * sy,
        cr * sp * cy + sr * cp * sy,
        cr * cp * sy - sr * sp * cy,
        cr * cp * cy + sr * sp * sy,
    )


@compiled
def settle(
    packed: PackedWorlds,
    world: int,
    rocks: Index,
    shape: RoverShape,
    ground: tuple[float, float, float],
    lean: tuple[float, float],
) -> Vector:
    """Return height of base_link [m], pitch and roll [rad] of the rover standing at a place.

    rocks: boulders that wheels may stand on. ground: x [m], y [m], yaw [rad] of the point midway
    between the wheels. lean: pitch and roll just before, which shift where the wheels stand.
    """
    z = _axle_heights(packed, world, rocks, shape, ground, lean)
    axles_x = (shape.wheels_m[0, 0], shape.wheels_m[1, 0], shape.wheels_m[2, 0])
    bogie, rocker = shape.bogie_m, shape.rocker_m
    left_z, left_up = _rocker((z[0], z[1], z[2]), axles_x, bogie, rocker)
    right_z, right_up = _rocker((z[3], z[4], z[5]), axles_x, bogie, rocker)
    # The differential keeps the body at the mean of the two rockers.
    pitch = -0.5 * (left_up + right_up)
    roll = _asin(0.5 * (left_z - right_z) / shape.half_track_m)
    pivot_below_base = shape.ride_height_m - shape.wheel_radius_m - rocker[1]
    base_z = 0.5 * (left_z + right_z) + pivot_below_base * math.cos(pitch) * math.cos(roll)
    return base_z + rocker[0] * math.sin(pitch), pitch, roll


@compiled
def _axle_heights(
    packed: PackedWorlds,
    world: int,
    rocks: Index,
    shape: RoverShape,
    ground: Vector,
    lean: tuple[float, float],
) -> Float64:
    """Return the heights of the wheel centres, (6,): over the ground or a rock low enough."""
    forward, left, up = axes_map(ground[2], lean[0], lean[1])
    radius = shape.wheel_radius_m
    heights = np.empty(6)
    for wheel in range(6):
        x_base, y_base = shape.wheels_m[wheel, 0], shape.wheels_m[wheel, 1]
        x = ground[0] + forward[0] * x_base + left[0] * y_base + up[0] * radius
        y = ground[1] + forward[1] * x_base + left[1] * y_base + up[1] * radius
        soil = ground_height(packed, world, x, y)
        heights[wheel] = soil + radius
        for k in range(rocks.shape[0]):
            top = _top_of_rock(packed, rocks[k], x, y)
            if top <= soil + radius:
                heights[wheel] = max(heights[wheel], top + radius)
    return heights


@compiled
def _rocker(
    axles_z: Vector, axles_x: Vector, bogie: tuple[float, float], rocker: tuple[float, float]
) -> tuple[float, float]:
    """Return the height [m] of a rocker's pivot and how far its nose is up [rad].

    axles_z, axles_x: front, middle and rear wheel. bogie, rocker: the pivots, see RoverShape.
    """
    (front_z, middle_z, rear_z), (front_x, middle_x, rear_x) = axles_z, axles_x
    sin_bogie = min(max((middle_z - rear_z) / (middle_x - rear_x), -1.0), 1.0)
    bogie_z = rear_z + (bogie[0] - rear_x) * sin_bogie
    bogie_z += bogie[1] * math.sqrt(1.0 - sin_bogie * sin_bogie)
    beam = math.hypot(front_x - bogie[0], bogie[1])
    nose_up = _asin((front_z - bogie_z) / beam) + math.asin(bogie[1] / beam)
    pivot_z = bogie_z + (rocker[0] - bogie[0]) * math.sin(nose_up)
    return pivot_z + (rocker[1] - bogie[1]) * math.cos(nose_up), nose_up


@compiled
def _asin(sine: float) -> float:
    return math.asin(min(max(sine, -1.0), 1.0))


@compiled
def _top_of_rock(packed: PackedWorlds, rock: int, x: float, y: float) -> float:
    """Return the height of a boulder's upper side over a point, -inf where it has none."""
    row = packed.rocks[rock]
    if (row.x - x) ** 2 + (row.y - y) ** 2 > row.radius_m**2:
        return -math.inf
    above, below = math.inf, -math.inf
    for k in range(row.first_plane, row.end_plane):
        nz = packed.planes[k, 2]
        room = packed.planes[k, 3] - packed.planes[k, 0] * x - packed.planes[k, 1] * y
        if nz > 1e-9:
            above = min(above, room / nz)
        elif nz < -1e-9:
            below = max(below, room / nz)
        elif room < 0.0:
            return -math.inf
    return above if above >= below else -math.inf
