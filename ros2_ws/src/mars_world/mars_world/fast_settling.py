"""How the rocker-bogie lies on the ground when nothing swings: all six wheels touch."""

import math

import numpy as np
from numpy.typing import NDArray

from mars_world.fast_attitude import Axes, Lean
from mars_world.fast_rover import RoverShape
from mars_world.jit import compiled
from mars_world.packed_ground import ground_height
from mars_world.packed_worlds import PackedWorlds

Index = NDArray[np.int64]


@compiled
def settle(
    packed: PackedWorlds,
    world: int,
    rocks: Index,
    shape: RoverShape,
    ground: tuple[float, float],
    axes: Axes,
) -> tuple[float, Lean]:
    """Return height of base_link [m] and the lean of the rover standing at a place.

    rocks: boulders that wheels may stand on. ground: x and y [m] of the point midway between the
    wheels. axes: those of now with the lean just before, which shifts where the wheels stand.
    """
    left_z, left_nose = _side(packed, world, rocks, shape, ground, axes, 0)
    right_z, right_nose = _side(packed, world, rocks, shape, ground, axes, 3)
    # The differential keeps the body at the mean angle of the two rockers.
    cos, sin = left_nose[0] + right_nose[0], left_nose[1] + right_nose[1]
    length = math.sqrt(cos * cos + sin * sin)
    cos_pitch, sin_pitch = cos / length, -sin / length
    sin_roll = _clipped(0.5 * (left_z - right_z) / shape.half_track_m)
    cos_roll = math.sqrt(1.0 - sin_roll * sin_roll)
    pivot_below_base = shape.ride_height_m - shape.wheel_radius_m - shape.rocker_m[1]
    base_z = 0.5 * (left_z + right_z) + pivot_below_base * cos_pitch * cos_roll
    lean = Lean(sin_pitch, cos_pitch, sin_roll, cos_roll)
    return base_z + shape.rocker_m[0] * sin_pitch, lean


@compiled
def _side(
    packed: PackedWorlds,
    world: int,
    rocks: Index,
    shape: RoverShape,
    ground: tuple[float, float],
    axes: Axes,
    first: int,
) -> tuple[float, tuple[float, float]]:
    """Return the height [m] of a rocker's pivot, and cosine and sine of how far its nose is up.

    first: the side's first wheel.
    """
    front_z = _axle_height(packed, world, rocks, shape, ground, axes, first)
    middle_z = _axle_height(packed, world, rocks, shape, ground, axes, first + 1)
    rear_z = _axle_height(packed, world, rocks, shape, ground, axes, first + 2)
    front_x, middle_x, rear_x = shape.wheels_m[0, 0], shape.wheels_m[1, 0], shape.wheels_m[2, 0]
    bogie, rocker = shape.bogie_m, shape.rocker_m
    sin_bogie = _clipped((middle_z - rear_z) / (middle_x - rear_x))
    bogie_z = rear_z + (bogie[0] - rear_x) * sin_bogie
    bogie_z += bogie[1] * math.sqrt(1.0 - sin_bogie * sin_bogie)
    # The beam from the bogie's pivot to the front wheel, as it is and as the rover stands level.
    ahead, beam = front_x - bogie[0], math.hypot(front_x - bogie[0], bogie[1])
    sin_beam = _clipped((front_z - bogie_z) / beam)
    cos_beam = math.sqrt(1.0 - sin_beam * sin_beam)
    cos = (cos_beam * ahead - sin_beam * bogie[1]) / beam
    sin = (sin_beam * ahead + cos_beam * bogie[1]) / beam
    pivot_z = bogie_z + (rocker[0] - bogie[0]) * sin + (rocker[1] - bogie[1]) * cos
    return pivot_z, (cos, sin)


@compiled
def _axle_height(
    packed: PackedWorlds,
    world: int,
    rocks: Index,
    shape: RoverShape,
    ground: tuple[float, float],
    axes: Axes,
    wheel: int,
) -> float:
    """Return the height of a wheel's centre: over the ground, or over a rock that is low enough."""
    forward, left, up = axes
    radius, x_base, y_base = (
        shape.wheel_radius_m,
        shape.wheels_m[wheel, 0],
        shape.wheels_m[wheel, 1],
    )
    x = ground[0] + forward[0] * x_base + left[0] * y_base + up[0] * radius
    y = ground[1] + forward[1] * x_base + left[1] * y_base + up[1] * radius
    soil = ground_height(packed, world, x, y)
    height = soil + radius
    for k in range(rocks.shape[0]):
        top = _top_of_rock(packed, rocks[k], x, y)
        if top <= soil + radius:
            height = max(height, top + radius)
    return height


@compiled
def _clipped(sine: float) -> float:
    return min(max(sine, -1.0), 1.0)


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
