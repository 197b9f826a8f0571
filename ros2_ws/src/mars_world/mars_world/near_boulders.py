"""Whether a rover could meet a boulder soon; else there is no need to look for contacts."""

from mars_world.jit import compiled
from mars_world.packed_worlds import PackedWorlds


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
