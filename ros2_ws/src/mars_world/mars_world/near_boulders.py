"""Which rovers could meet a boulder soon, so that only theirs are searched for contacts."""

import numpy as np
from numpy.typing import NDArray

from mars_world.jit import compiled
from mars_world.packed_worlds import PackedWorlds

Float64 = NDArray[np.float64]


@compiled
def near_boulders(
    packed: PackedWorlds, worlds: NDArray[np.int64], places_map: Float64, reach_m: float
) -> NDArray[np.bool_]:
    """Return which places have a boulder within reach, (n,); some say so that have none.

    worlds: (n,) index of each place's world. places_map: (n, 3) metres.
    """
    near = np.zeros(places_map.shape[0], np.bool_)
    for n in range(places_map.shape[0]):
        x, y, z = places_map[n, 0], places_map[n, 1], places_map[n, 2]
        near[n] = boulder_within(packed, worlds[n], x, y, z, reach_m)
    return near


@compiled
def boulder_within(
    packed: PackedWorlds, world: int, x: float, y: float, z: float, reach_m: float
) -> bool:
    """Say whether a place has a boulder within reach; at times also where it has none."""
    here = packed.worlds[world]
    for k in range(here.first_rock, here.end_rock):
        if may_reach(packed, k, x, y, z, reach_m):
            return True
    return False


@compiled
def may_reach(
    packed: PackedWorlds, rock: int, x: float, y: float, z: float, reach_m: float
) -> bool:
    """Say whether one boulder, by its row of ``packed.rocks``, may be within reach of a place."""
    row = packed.rocks[rock]
    dx, dy = row.x - x, row.y - y
    if dx * dx + dy * dy > (row.radius_m + reach_m) ** 2:
        return False
    # The ball around a big rock is far wider than the rock; its facets tell better.
    for facet in range(row.first_plane, row.end_plane):
        nx, ny, nz = packed.planes[facet, 0], packed.planes[facet, 1], packed.planes[facet, 2]
        if nx * x + ny * y + nz * z - packed.planes[facet, 3] > reach_m:
            return False
    return True
