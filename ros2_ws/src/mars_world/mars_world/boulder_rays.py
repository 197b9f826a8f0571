"""How far the rays of a scan go before they enter a boulder: clipping by its facets."""

import math

import numpy as np
from numpy.typing import NDArray

from mars_world.jit import compiled
from mars_world.packed_worlds import PackedWorlds
from mars_world.vectors import Vector

Float64 = NDArray[np.float64]

# A facet is left out only where it ends this far from the plane of the rays [m]. A ray then crosses
# its plane so far from the boulder that rounding could not hide it: the ranges are those of all
# facets, to the bit.
_OFF_PLANE_M = 1e-3


@compiled
def boulder_ranges(
    packed: PackedWorlds,
    rock: int,
    origin: Vector,
    up: Vector,
    rays: Float64,
    first: int,
    end: int,
    reach_m: Float64,
) -> None:
    """Shorten reach_m (n,), the length of each ray [m], to where it enters a boulder.

    rock: its row of ``packed.rocks``. origin: in map. rays: (3, n) unit vectors in map, at right
    angles to up; only those from first to end can meet the boulder. A length is 0 where the origin
    is inside.
    """
    row = packed.rocks[rock]
    if _is_beside(packed, row.first_vertex, row.end_vertex, origin, up):
        return
    order = np.empty((row.end_plane - row.first_plane, 4))
    n_facing, first_hidden = _facets_near(packed, row.first_plane, origin, up, order)
    for ray in range(first, end):
        dx, dy, dz, reach = rays[0, ray], rays[1, ray], rays[2, ray], reach_m[ray]
        enter, meets = 0.0, True
        for k in range(n_facing):
            toward = order[k, 0] * dx + order[k, 1] * dy + order[k, 2] * dz
            # Both are negative; dividing only where the facet is farther is half the time.
            if toward >= 0.0 or order[k, 3] < reach * toward:
                meets = False
                break
            if order[k, 3] < enter * toward:
                enter = order[k, 3] / toward
        for k in range(first_hidden, order.shape[0]):
            if not meets:
                break
            toward = order[k, 0] * dx + order[k, 1] * dy + order[k, 2] * dz
            meets = order[k, 3] >= enter * toward
        if meets:
            reach_m[ray] = enter


@compiled
def _is_beside(packed: PackedWorlds, first: int, end: int, origin: Vector, up: Vector) -> bool:
    """Say whether all corners from first to end are on one side of the plane of the rays."""
    low, high = math.inf, -math.inf
    for k in range(first, end):
        x, y, z = packed.vertices_map[k, 0], packed.vertices_map[k, 1], packed.vertices_map[k, 2]
        above = up[0] * (x - origin[0]) + up[1] * (y - origin[1]) + up[2] * (z - origin[2])
        low, high = min(low, above), max(high, above)
    return low > _OFF_PLANE_M or high < -_OFF_PLANE_M


@compiled
def _facets_near(
    packed: PackedWorlds, first: int, origin: Vector, up: Vector, order: Float64
) -> tuple[int, int]:
    """Fill order, a row for each facet: its normal, and the room [m] between origin and facet.

    Facets that face the origin, with negative room, come first: only they can be where a ray
    enters. The farthest of them leads, as it tells soonest that a ray is too short. Returns the
    count of these and where the others start. Facets beside the plane of the rays are left out.
    """
    n_facing, last, farthest = 0, order.shape[0], 0.0
    lean = math.sqrt(up[0] * up[0] + up[1] * up[1])
    for k in range(first, first + order.shape[0]):
        nx, ny, nz = packed.planes[k, 0], packed.planes[k, 1], packed.planes[k, 2]
        room = packed.planes[k, 3] - (nx * origin[0] + ny * origin[1] + nz * origin[2])
        from_plane = (
            up[0] * (packed.extents[k, 0] - origin[0])
            + up[1] * (packed.extents[k, 1] - origin[1])
            + up[2] * (packed.extents[k, 2] - origin[2])
        )
        spread = lean * packed.extents[k, 3] + abs(up[2]) * packed.extents[k, 4]
        near = abs(from_plane) <= spread + _OFF_PLANE_M
        if room >= 0.0:
            if not near:
                continue
            last -= 1
            at = last
        else:
            leads = room < farthest
            if not (near or leads):
                continue
            at = n_facing
            n_facing += 1
            if leads:
                farthest = room
                order[at] = order[0]
                at = 0
        order[at, 0], order[at, 1], order[at, 2], order[at, 3] = nx, ny, nz, room
    return n_facing, last
