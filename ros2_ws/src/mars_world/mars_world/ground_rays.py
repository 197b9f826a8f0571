"""How far the rays of a scan go before they meet the ground: a march over its triangles."""

import math

import numpy as np
from numpy.typing import NDArray

from mars_world.jit import compiled
from mars_world.packed_worlds import PackedWorlds
from mars_world.vectors import Vector

Float64 = NDArray[np.float64]
Flags = NDArray[np.bool_]

_BUNDLE = 15  # rays that are tried as one, for most meet no ground
_CLEARANCE_M = 1e-6  # over the ground; so a ray left out could not have hit by rounding


@compiled
def ground_ranges(
    packed: PackedWorlds, world: int, origin: Vector, rays: Float64, reach_m: Float64
) -> None:
    """Shorten reach_m (n,), the length of each ray [m], to where it meets the ground.

    origin: in map. rays: (3, n) unit vectors in map. A length is 0 where the origin is under the
    ground, and stays as it is where the ray meets none; beyond the grid there is no ground.
    """
    clear = _clear_bundles(packed, world, origin, rays, reach_m)
    here, z_m, top_m = packed.worlds[world], packed.z_m, packed.top_m
    cell, n_x, n_y, z_at = here.cell_m, here.n_x, here.n_y, here.z_at
    blocks_x, blocks_y, top_at = here.blocks_x, here.blocks_y, here.top_at
    block = float(here.cells_per_block)
    # In units of cells; distances along the ray stay in metres.
    u0, v0 = (origin[0] - here.x_min) / cell, (origin[1] - here.y_min) / cell
    for ray in range(rays.shape[1]):
        if clear[ray // _BUNDLE]:
            continue
        du, dv, dz = rays[0, ray] / cell, rays[1, ray] / cell, rays[2, ray]
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
def _clear_bundles(
    packed: PackedWorlds, world: int, origin: Vector, rays: Float64, reach_m: Float64
) -> Flags:
    """Say which bundles of neighbouring rays stay above all ground near them; none of them hits."""
    here, top_m = packed.worlds[world], packed.top_m
    block_m = here.cells_per_block * here.cell_m
    u0, v0 = (origin[0] - here.x_min) / block_m, (origin[1] - here.y_min) / block_m
    n_rays = rays.shape[1]
    clear = np.zeros(-(-n_rays // _BUNDLE), np.bool_)
    for bundle in range(clear.shape[0]):
        first, last = bundle * _BUNDLE, min((bundle + 1) * _BUNDLE, n_rays) - 1
        middle = (first + last) // 2
        spread = max(_apart(rays, first, middle), _apart(rays, last, middle))
        reach, falls, start = 0.0, math.inf, 0.0
        for ray in range(first, last + 1):
            reach, falls = max(reach, reach_m[ray]), min(falls, rays[2, ray])
        while start < reach:
            end = min(start + block_m, reach)
            half_way = 0.5 * (start + end)
            # No point of the bundle's piece may be farther from its middle than one block.
            if end - half_way + end * spread > block_m:
                break
            block_i = int(u0 + half_way * rays[0, middle] / block_m)
            block_j = int(v0 + half_way * rays[1, middle] / block_m)
            block_i = min(max(block_i, 0), here.blocks_x - 1)
            block_j = min(max(block_j, 0), here.blocks_y - 1)
            lowest = origin[2] + min(start * falls, end * falls) - _CLEARANCE_M
            if lowest <= top_m[here.top_at + block_j * here.blocks_x + block_i]:
                break
            start = end
        clear[bundle] = start >= reach
    return clear


@compiled
def _apart(rays: Float64, one: int, other: int) -> float:
    """Return how far apart two rays are at a length of 1."""
    dx, dy = rays[0, one] - rays[0, other], rays[1, one] - rays[1, other]
    dz = rays[2, one] - rays[2, other]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


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
