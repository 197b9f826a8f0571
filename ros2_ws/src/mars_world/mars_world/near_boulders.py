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
        here = packed.worlds[worlds[n]]
        for k in range(here.first_rock, here.end_rock):
            rock = packed.rocks[k]
            dx, dy = rock.x - x, rock.y - y
            if dx * dx + dy * dy > (rock.radius_m + reach_m) ** 2:
                continue
            # The ball around a big rock is far wider than the rock; its facets tell better.
            close = True
            for facet in range(rock.first_plane, rock.end_plane):
                nx, ny, nz = (
                    packed.planes[facet, 0], packed.planes[facet, 1], packed.planes[facet, 2],
                )  # fmt: skip
                if nx * x + ny * y + nz * z - packed.planes[facet, 3] > reach_m:
                    close = False
                    break
            if close:
                near[n] = True
                break
    return near
