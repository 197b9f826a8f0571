"""How far the rays of a scan go: a march over the ground's triangles, and clipping by boulders.

Helpers that run per ray or per cell take numbers only: each array handed to a compiled function
costs two atomic counts, which per ray was half of the time of a scan.
"""

import math

import numpy as np
from numpy.typing import NDArray

from mars_world.jit import compiled
from mars_world.packed_worlds import PackedWorlds

Float64 = NDArray[np.float64]
Vector = tuple[float, float, float]


@compiled
def ground_ranges(
    packed: PackedWorlds, world: int, origin: Vector, rays: Float64, reach_m: Float64
) -> None:
    """Shorten reach_m (n,), the length of each ray [m], to where it meets the ground.

    origin: in map. rays: (n, 3) unit vectors in map. A length is 0 where the origin is under the
    ground, and stays as it is where the ray meets none; beyond the grid there is no ground.
    """
    here, z_m, top_m = packed.worlds[world], packed.z_m, packed.top_m
    cell, n_x, n_y, z_at = here.cell_m, here.n_x, here.n_y, here.z_at
    blocks_x, blocks_y, top_at = here.blocks_x, here.blocks_y, here.top_at
    block = float(here.cells_per_block)
    # In units of cells; distances along the ray stay in metres.
    u0, v0 = (origin[0] - here.x_min) / cell, (origin[1] - here.y_min) / cell
    for ray in range(rays.shape[0]):
        du, dv, dz = rays[ray, 0] / cell, rays[ray, 1] / cell, rays[ray, 2]
        reach, start, hit = reach_m[ray], 0.0, math.inf
        while start < reach:
            # From any point of a block, one block's length ahead is in the block or a neighbour.
            end = min(start + block * cell, reach)
            block_i = min(max(int((u0 + start * du) / block), 0), blocks_x - 1)
            block_j = min(max(int((v0 + start * dv) / block), 0), blocks_y - 1)
            lowest = origin[2] + min(start * dz, end * dz)
            if lowest > top_m[top_at + block_j * blocks_x + block_i]:
                start = end
                continue
            i, j = math.floor(u0 + start * du), math.floor(v0 + start * dv)
            to_u, to_v = _to_next_line(u0, du, i), _to_next_line(v0, dv, j)
            while start < end and hit == math.inf:
                leave = max(start, min(to_u, to_v, end))
                if 0 <= i < n_x - 1 and 0 <= j < n_y - 1:
                    at = z_at + j * n_x + i
                    hit = _range_in_cell(
                        float(z_m[at]), float(z_m[at + 1]),
                        float(z_m[at + n_x]), float(z_m[at + n_x + 1]),
                        u0 - i, v0 - j, origin[2], du, dv, dz, start, leave,
                    )  # fmt: skip
                start = leave
                if to_u < to_v:
                    i += 1 if du > 0.0 else -1
                    to_u = _to_next_line(u0, du, i)
                else:
                    j += 1 if dv > 0.0 else -1
                    to_v = _to_next_line(v0, dv, j)
            if hit < math.inf:
                reach_m[ray] = hit
                break


@compiled
def _to_next_line(at: float, rate: float, cell: int) -> float:
    """Return the distance [m] at which a ray leaves a cell along one axis."""
    if rate == 0.0:
        return math.inf
    return (cell + (1.0 if rate > 0.0 else 0.0) - at) / rate


@compiled
def _range_in_cell(
    low: float,
    right: float,
    up: float,
    high: float,
    u0: float,
    v0: float,
    z0: float,
    du: float,
    dv: float,
    dz: float,
    enter: float,
    leave: float,
) -> float:
    """Test the two triangles of a cell in the order in which the ray crosses them.

    low, right, up, high: heights of the corners. u0, v0: the origin from the low corner [cells].
    """
    if z0 + min(enter * dz, leave * dz) > max(low, right, up, high):
        return math.inf
    # u - v changes sign on the diagonal.
    side, change = u0 - v0, du - dv
    cross = -side / change if change != 0.0 else math.inf
    middle = min(max(cross, enter), leave)
    for begin, finish in ((enter, middle), (middle, leave)):
        if finish > begin:
            if side + 0.5 * (begin + finish) * change >= 0.0:
                slope_u, slope_v = right - low, high - right
            else:
                slope_u, slope_v = high - up, up - low
            above = z0 - low - u0 * slope_u - v0 * slope_v
            falls = dz - du * slope_u - dv * slope_v
            if above + begin * falls <= 0.0:
                return begin
            if above + finish * falls <= 0.0:
                return -above / falls
    return math.inf


@compiled
def boulder_ranges(
    planes: Float64, origin: Vector, rays: Float64, first: int, end: int, reach_m: Float64
) -> None:
    """Shorten reach_m (n,), the length of each ray [m], to where it enters a boulder.

    planes: (m, 4) of the boulder. rays: (n, 3); only those from first to end can meet it.
    A length is 0 where the origin is inside.
    """
    n_planes = planes.shape[0]
    # Facets that face the origin come first: only they can be where a ray enters. The farthest
    # of them leads, as it tells soonest that a ray is too short.
    order = np.empty((n_planes, 4))
    n_facing, last, farthest = 0, n_planes, 0.0
    for k in range(n_planes):
        nx, ny, nz = planes[k, 0], planes[k, 1], planes[k, 2]
        room = planes[k, 3] - (nx * origin[0] + ny * origin[1] + nz * origin[2])
        if room >= 0.0:
            last -= 1
            at = last
        else:
            at = n_facing
            n_facing += 1
            if room < farthest:
                farthest = room
                order[at] = order[0]
                at = 0
        order[at, 0], order[at, 1], order[at, 2], order[at, 3] = nx, ny, nz, room
    for ray in range(first, end):
        dx, dy, dz, reach = rays[ray, 0], rays[ray, 1], rays[ray, 2], reach_m[ray]
        enter, meets = 0.0, True
        for k in range(n_facing):
            toward = order[k, 0] * dx + order[k, 1] * dy + order[k, 2] * dz
            # Both are negative; dividing only where the facet is farther is half the time.
            if toward >= 0.0 or order[k, 3] < reach * toward:
                meets = False
                break
            if order[k, 3] < enter * toward:
                enter = order[k, 3] / toward
        for k in range(n_facing, n_planes):
            if not meets:
                break
            toward = order[k, 0] * dx + order[k, 1] * dy + order[k, 2] * dz
            meets = order[k, 3] >= enter * toward
        if meets:
            reach_m[ray] = enter
