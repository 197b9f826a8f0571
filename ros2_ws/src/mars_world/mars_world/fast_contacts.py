"""Which parts of the rover overlap a boulder, with a margin; the fast model's collisions."""

import math

import numpy as np
from numpy.typing import NDArray

from mars_world.fast_rover import N_BOXES, RoverShape
from mars_world.frame import Surface
from mars_world.jit import compiled
from mars_world.packed_worlds import PackedWorlds

Float64 = NDArray[np.float64]
Index = NDArray[np.int64]
Vector = tuple[float, float, float]

# At no margin the analytic test missed half of the collisions of the full physics at the instant
# of contact, at 1 cm none.
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
    axes: tuple[Vector, Vector, Vector],
    curvature: float,
    touched: Index,
    touched_map: Float64,
    n_touched: int,
) -> int:
    """Add the parts that overlap a boulder and return how many touches there are now.

    base, axes: base_link's origin and its forward, left and up in map. curvature: of the path
    [rad/m], which steers the wheels. touched: (MAX_TOUCHES, 3) part, boulder and surface, each
    only once; touched_map: (MAX_TOUCHES, 3) where, metres.
    """
    forward, left, up = axes
    below = shape.wheel_radius_m - shape.ride_height_m
    for rock in rocks:
        row = packed.rocks[rock]
        planes = packed.planes[row.first_plane : row.end_plane]
        corners = packed.vertices_map[row.first_vertex : row.end_vertex]
        for part in range(N_BOXES + shape.wheels_m.shape[0]):
            if part < N_BOXES:
                middle, half = shape.box_centres_m[part], shape.box_halves_m[part]
                centre = _point(base, axes, middle[0], middle[1], middle[2])
                gap, normal = _box_gap(planes, corners, centre, axes, half)
                surface = _BODY
            else:
                x, y = shape.wheels_m[part - N_BOXES, 0], shape.wheels_m[part - N_BOXES, 1]
                centre = _point(base, axes, x, y, below)
                steer = math.atan2(curvature * x, 1.0 - curvature * y)
                cos, sin = math.cos(steer), math.sin(steer)
                axle = (
                    cos * left[0] - sin * forward[0],
                    cos * left[1] - sin * forward[1],
                    cos * left[2] - sin * forward[2],
                )
                gap, normal = _wheel_gap(
                    planes, corners, centre, axle, shape.wheel_radius_m, shape.wheel_half_width_m
                )
                surface = _wheel_surface(gap, normal, axle, shape.wheel_radius_m)
            if gap <= MARGIN_M and n_touched < MAX_TOUCHES:
                known = False
                for k in range(n_touched):
                    same = touched[k, 0] == part and touched[k, 1] == rock
                    known = known or (same and touched[k, 2] == surface)
                if not known:
                    touched[n_touched, 0], touched[n_touched, 1] = part, rock
                    touched[n_touched, 2] = surface
                    for axis in range(3):
                        touched_map[n_touched, axis] = centre[axis]
                    n_touched += 1
    return n_touched


@compiled
def _point(
    base: Vector, axes: tuple[Vector, Vector, Vector], x: float, y: float, z: float
) -> Vector:
    forward, left, up = axes
    return (
        base[0] + forward[0] * x + left[0] * y + up[0] * z,
        base[1] + forward[1] * x + left[1] * y + up[1] * z,
        base[2] + forward[2] * x + left[2] * y + up[2] * z,
    )


@compiled
def _wheel_surface(gap_m: float, normal: Vector, axle: Vector, radius_m: float) -> int:
    """Return TREAD where the wheel rolls onto the rock, SIDE where the rock is in its way."""
    along = normal[0] * axle[0] + normal[1] * axle[1] + normal[2] * axle[2]
    steep = abs(along) > SIDE_COSINE or normal[2] < CLIMBABLE_COSINE
    return _SIDE if steep or gap_m < -0.5 * radius_m else _TREAD


@compiled
def _box_gap(
    planes: Float64,
    corners: Float64,
    centre: Vector,
    axes: tuple[Vector, Vector, Vector],
    half: Float64,
) -> tuple[float, Vector]:
    """Return the widest gap [m] that a face of the boulder or the box shows, and its normal.

    Negative where they overlap. Gaps that only a pair of edges shows are missed, on the safe side.
    """
    gap, normal = -math.inf, (0.0, 0.0, 1.0)
    for k in range(planes.shape[0]):
        nx, ny, nz = planes[k, 0], planes[k, 1], planes[k, 2]
        reach = 0.0
        for axis in range(3):
            a = axes[axis]
            reach += half[axis] * abs(nx * a[0] + ny * a[1] + nz * a[2])
        room = nx * centre[0] + ny * centre[1] + nz * centre[2] - planes[k, 3] - reach
        if room > gap:
            gap, normal = room, (nx, ny, nz)
    for axis in range(3):
        room, outward = _gap_along(corners, centre, axes[axis], half[axis])
        if room > gap:
            gap, normal = room, outward
    return gap, normal


@compiled
def _wheel_gap(
    planes: Float64,
    corners: Float64,
    centre: Vector,
    axle: Vector,
    radius_m: float,
    half_width_m: float,
) -> tuple[float, Vector]:
    """Return the same of a boulder and a wheel; its tread is tested along the facets only."""
    gap, normal = -math.inf, (0.0, 0.0, 1.0)
    for k in range(planes.shape[0]):
        nx, ny, nz = planes[k, 0], planes[k, 1], planes[k, 2]
        along = abs(nx * axle[0] + ny * axle[1] + nz * axle[2])
        reach = half_width_m * along + radius_m * math.sqrt(max(0.0, 1.0 - along * along))
        room = nx * centre[0] + ny * centre[1] + nz * centre[2] - planes[k, 3] - reach
        if room > gap:
            gap, normal = room, (nx, ny, nz)
    room, outward = _gap_along(corners, centre, axle, half_width_m)
    if room > gap:
        gap, normal = room, outward
    return gap, normal


@compiled
def _gap_along(
    corners: Float64, centre: Vector, axis: Vector, half_m: float
) -> tuple[float, Vector]:
    """Return the gap between a slab of +-half_m around centre and the corners, and its normal."""
    low, high = math.inf, -math.inf
    for k in range(corners.shape[0]):
        at = (
            (corners[k, 0] - centre[0]) * axis[0]
            + (corners[k, 1] - centre[1]) * axis[1]
            + (corners[k, 2] - centre[2]) * axis[2]
        )
        low, high = min(low, at), max(high, at)
    if low > -high:
        return low - half_m, (-axis[0], -axis[1], -axis[2])
    return -high - half_m, axis
