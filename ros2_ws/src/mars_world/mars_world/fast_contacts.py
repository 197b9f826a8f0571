"""Which parts of the rover overlap a boulder, with a margin; the fast model's collisions."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mars_world.fast_rover import N_BOXES, RoverShape
from mars_world.frame import Surface
from mars_world.jit import compiled
from mars_world.packed_worlds import PackedWorlds

Float64 = NDArray[np.float64]
Index = NDArray[np.int64]
Record = Any  # numpy has no type for the fields of a record
Vector = tuple[float, float, float]
Axes = tuple[Vector, Vector, Vector]  # forward, left and up of base_link in map

# With it the fast model misses none of the collisions of the full physics and ends a drive 0.2 s
# before them (bench/physics_gap.py).
MARGIN_M = 0.01
MAX_TOUCHES = 16
# A contact normal more than 45 degrees out of a wheel's plane is on its side.
SIDE_COSINE = math.sqrt(0.5)
# A wheel rolls up a facet that is less steep than this; a steeper one stops it.
CLIMBABLE_COSINE = math.cos(math.radians(45.0))

_TREAD, _SIDE, _BODY = int(Surface.TREAD), int(Surface.SIDE), int(Surface.BODY)


@compiled
def note_touches(
    packed: PackedWorlds,
    rocks: Index,
    shape: RoverShape,
    base: Vector,
    axes: Axes,
    curvature: float,
    touched: Index,
    touched_map: Float64,
    n_touched: int,
) -> int:
    """Add the parts that overlap a boulder and return how many touches there are now.

    base, axes: base_link's origin and its forward, left and up in map. curvature: of the path
    [rad/m], which steers the wheels. touched: (MAX_TOUCHES, 3) part, boulder and surface, each
    only once; touched_map: (MAX_TOUCHES, 3) where the part is, metres.
    """
    for rock in rocks:
        row = packed.rocks[rock]
        planes = packed.planes[row.first_plane : row.end_plane]
        corners = packed.vertices_map[row.first_vertex : row.end_vertex]
        for part in range(N_BOXES + shape.wheels_m.shape[0]):
            if part < N_BOXES:
                middle = shape.box_centres_m[part]
                centre = _point(base, axes, middle[0], middle[1], middle[2])
                half = shape.box_halves_m[part]
                if _apart(row, centre, half[0] + half[1] + half[2]):
                    continue
                gap = _box_gap(planes, corners, centre, axes, half)
                surface = _BODY
            else:
                x, y = shape.wheels_m[part - N_BOXES, 0], shape.wheels_m[part - N_BOXES, 1]
                centre = _point(base, axes, x, y, shape.wheel_radius_m - shape.ride_height_m)
                if _apart(row, centre, shape.wheel_radius_m + shape.wheel_half_width_m):
                    continue
                axle = _axle(axes, math.atan2(curvature * x, 1.0 - curvature * y))
                gap, surface = _wheel_touch(
                    planes, corners, centre, axle, shape.wheel_radius_m, shape.wheel_half_width_m
                )
            if gap > MARGIN_M or n_touched == MAX_TOUCHES:
                continue
            if not _known(touched, n_touched, part, rock, surface):
                touched[n_touched, 0], touched[n_touched, 1] = part, rock
                touched[n_touched, 2] = surface
                for axis in range(3):
                    touched_map[n_touched, axis] = centre[axis]
                n_touched += 1
    return n_touched


@compiled
def _apart(rock: Record, centre: Vector, radius_m: float) -> bool:
    """Say whether the ball around a boulder and one around a part are farther than the margin."""
    dx, dy, dz = rock.x - centre[0], rock.y - centre[1], rock.z - centre[2]
    reach = rock.radius_m + radius_m + MARGIN_M
    return bool(dx * dx + dy * dy + dz * dz > reach * reach)


@compiled
def _known(touched: Index, n_touched: int, part: int, rock: int, surface: int) -> bool:
    for k in range(n_touched):
        if touched[k, 0] == part and touched[k, 1] == rock and touched[k, 2] == surface:
            return True
    return False


@compiled
def _axle(axes: Axes, steer_rad: float) -> Vector:
    """Return the direction of a steered wheel's axle in map, to the left."""
    forward, left, _ = axes
    cos, sin = math.cos(steer_rad), math.sin(steer_rad)
    return (
        cos * left[0] - sin * forward[0],
        cos * left[1] - sin * forward[1],
        cos * left[2] - sin * forward[2],
    )


@compiled
def _point(base: Vector, axes: Axes, x: float, y: float, z: float) -> Vector:
    forward, left, up = axes
    return (
        base[0] + forward[0] * x + left[0] * y + up[0] * z,
        base[1] + forward[1] * x + left[1] * y + up[1] * z,
        base[2] + forward[2] * x + left[2] * y + up[2] * z,
    )


@compiled
def _box_gap(planes: Float64, corners: Float64, centre: Vector, axes: Axes, half: Float64) -> float:
    """Return the widest gap [m] that a face of the boulder or the box shows, negative in overlap.

    Of gaps beyond the margin it is the first. Those that only a pair of edges shows are missed, on
    the safe side.
    """
    gap = -math.inf
    for k in range(planes.shape[0]):
        nx, ny, nz = planes[k, 0], planes[k, 1], planes[k, 2]
        reach = 0.0
        for axis in range(3):
            a = axes[axis]
            reach += half[axis] * abs(nx * a[0] + ny * a[1] + nz * a[2])
        away = nx * centre[0] + ny * centre[1] + nz * centre[2] - planes[k, 3]
        gap = max(gap, float(away - reach))
        if gap > MARGIN_M:
            return gap
    for axis in range(3):
        gap = max(gap, _gap_along(corners, centre, axes[axis], half[axis]))
    return gap


@compiled
def _wheel_touch(
    planes: Float64,
    corners: Float64,
    centre: Vector,
    axle: Vector,
    radius_m: float,
    half_width_m: float,
) -> tuple[float, int]:
    """Return the same gap of a boulder and a wheel, and on which surface they meet there.

    It is the side where the rock is in the wheel's way, the tread where the wheel rolls onto it:
    the rock is below the wheel's centre or its facet is not steep. The tread is tested along the
    facets only, on the safe side again. The surface means nothing where the gap is beyond the
    margin.
    """
    gap, along_axle, upward, top_z = -math.inf, 0.0, 0.0, -math.inf
    for k in range(planes.shape[0]):
        nx, ny, nz = planes[k, 0], planes[k, 1], planes[k, 2]
        along = abs(nx * axle[0] + ny * axle[1] + nz * axle[2])
        reach = half_width_m * along + radius_m * math.sqrt(max(0.0, 1.0 - along * along))
        away = nx * centre[0] + ny * centre[1] + nz * centre[2] - planes[k, 3]
        if away - reach > gap:
            gap, along_axle, upward = away - reach, along, nz
            if gap > MARGIN_M:
                return gap, _SIDE
    for k in range(corners.shape[0]):
        top_z = max(top_z, corners[k, 2])
    beside = _gap_along(corners, centre, axle, half_width_m)
    if beside > gap:
        gap, along_axle = beside, 1.0
    climbs = upward >= CLIMBABLE_COSINE and gap > -0.5 * radius_m
    rolls = along_axle <= SIDE_COSINE and (top_z <= centre[2] or climbs)
    return gap, _TREAD if rolls else _SIDE


@compiled
def _gap_along(corners: Float64, centre: Vector, axis: Vector, half_m: float) -> float:
    """Return the gap between the corners and a slab of +-half_m around centre along an axis."""
    low, high = math.inf, -math.inf
    for k in range(corners.shape[0]):
        at = (
            (corners[k, 0] - centre[0]) * axis[0]
            + (corners[k, 1] - centre[1]) * axis[1]
            + (corners[k, 2] - centre[2]) * axis[2]
        )
        low, high = min(low, at), max(high, at)
    return max(low, -high) - half_m
