"""How the rocker-bogie lies on the ground when nothing swings: all six wheels touch."""

import math

import numpy as np
from numpy.typing import NDArray

from mars_world.fast_rover import RoverShape
from mars_world.jit import compiled
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
    forward, left, up = axes_map(ground[2], lean[0], lean[1])
    radius = shape.wheel_radius_m
    pivot_z, nose_up = [0.0, 0.0], [0.0, 0.0]
    for side in range(2):
        z = [0.0, 0.0, 0.0]
        for axle in range(3):
            x_base, y_base = shape.wheels_m[3 * side + axle, 0], shape.wheels_m[3 * side + axle, 1]
            x = ground[0] + forward[0] * x_base + left[0] * y_base + up[0] * radius
            y = ground[1] + forward[1] * x_base + left[1] * y_base + up[1] * radius
            z[axle] = _support(packed, world, rocks, x, y, radius) + radius
        x_front, x_rear = shape.wheels_m[0, 0], shape.wheels_m[2, 0]
        bogie = _asin((z[1] - z[2]) / (shape.wheels_m[1, 0] - x_rear))
        bogie_z = z[2] + (shape.bogie_m[0] - x_rear) * math.sin(bogie)
        bogie_z += shape.bogie_m[1] * math.cos(bogie)
        beam = math.hypot(x_front - shape.bogie_m[0], shape.bogie_m[1])
        nose_up[side] = _asin((z[0] - bogie_z) / beam) + math.asin(shape.bogie_m[1] / beam)
        pivot_z[side] = bogie_z + (shape.rocker_m[0] - shape.bogie_m[0]) * math.sin(nose_up[side])
        pivot_z[side] += (shape.rocker_m[1] - shape.bogie_m[1]) * math.cos(nose_up[side])
    # The differential keeps the body at the mean of the two rockers.
    pitch = -0.5 * (nose_up[0] + nose_up[1])
    roll = _asin(0.5 * (pivot_z[0] - pivot_z[1]) / shape.half_track_m)
    pivot_below_base = shape.ride_height_m - shape.wheel_radius_m - shape.rocker_m[1]
    base_z = 0.5 * (pivot_z[0] + pivot_z[1]) + pivot_below_base * math.cos(pitch) * math.cos(roll)
    return base_z + shape.rocker_m[0] * math.sin(pitch), pitch, roll


@compiled
def _asin(sine: float) -> float:
    return math.asin(min(max(sine, -1.0), 1.0))


@compiled
def _support(
    packed: PackedWorlds, world: int, rocks: Index, x: float, y: float, climb_m: float
) -> float:
    """Return the height of what carries a wheel: the ground, or a rock low enough to climb."""
    ground = ground_height(packed, world, x, y)
    height = ground
    for rock in rocks:
        top = _top_of_rock(packed, rock, x, y)
        if top <= ground + climb_m:
            height = max(height, top)
    return height


@compiled
def ground_height(packed: PackedWorlds, world: int, x: float, y: float) -> float:
    """Return the ground's height [m]; the border goes on outwards."""
    cell, n_x, n_y = packed.cell_m[world], packed.n_x[world], packed.n_y[world]
    u = min(max((x - packed.x_min[world]) / cell, 0.0), n_x - 1.0)
    v = min(max((y - packed.y_min[world]) / cell, 0.0), n_y - 1.0)
    i, j = min(int(u), n_x - 2), min(int(v), n_y - 2)
    u, v = u - i, v - j
    at = packed.z_at[world] + j * n_x + i
    low, high = float(packed.z_m[at]), float(packed.z_m[at + n_x + 1])
    if u >= v:
        right = float(packed.z_m[at + 1])
        return low + u * (right - low) + v * (high - right)
    up = float(packed.z_m[at + n_x])
    return low + u * (high - up) + v * (up - low)


@compiled
def _top_of_rock(packed: PackedWorlds, rock: int, x: float, y: float) -> float:
    """Return the height of a boulder's upper side over a point, -inf where it has none."""
    above, below = math.inf, -math.inf
    for k in range(packed.plane_at[rock], packed.plane_at[rock + 1]):
        nz = packed.planes[k, 2]
        room = packed.planes[k, 3] - packed.planes[k, 0] * x - packed.planes[k, 1] * y
        if nz > 1e-9:
            above = min(above, room / nz)
        elif nz < -1e-9:
            below = max(below, room / nz)
        elif room < 0.0:
            return -math.inf
    return above if above >= below else -math.inf
