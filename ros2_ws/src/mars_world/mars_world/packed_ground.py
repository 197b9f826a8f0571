"""The ground at a point and where it ends, for compiled loops."""

from mars_world.jit import compiled
from mars_world.packed_worlds import PackedWorlds


@compiled
def is_on_ground(packed: PackedWorlds, world: int, x: float, y: float) -> bool:
    """Say whether a world has ground at a point; a point that is not a number is on none."""
    here = packed.worlds[world]
    u, v = (x - here.x_min) / here.cell_m, (y - here.y_min) / here.cell_m
    return bool(0.0 <= u <= here.n_x - 1.0 and 0.0 <= v <= here.n_y - 1.0)


@compiled
def ground_height(packed: PackedWorlds, world: int, x: float, y: float) -> float:
    """Return the ground's height [m]; the border goes on outwards."""
    height, _, _ = ground_slope(packed, world, x, y)
    return height


@compiled
def ground_slope(
    packed: PackedWorlds, world: int, x: float, y: float
) -> tuple[float, float, float]:
    """Return the ground's height [m] and its rise along x and y."""
    here = packed.worlds[world]
    cell, n_x, n_y = here.cell_m, here.n_x, here.n_y
    u = min(max((x - here.x_min) / cell, 0.0), n_x - 1.0)
    v = min(max((y - here.y_min) / cell, 0.0), n_y - 1.0)
    i, j = min(int(u), n_x - 2), min(int(v), n_y - 2)
    u, v = u - i, v - j
    at = here.z_at + j * n_x + i
    low, high = float(packed.z_m[at]), float(packed.z_m[at + n_x + 1])
    if u >= v:
        right = float(packed.z_m[at + 1])
        rise_x, rise_y = right - low, high - right
    else:
        up = float(packed.z_m[at + n_x])
        rise_x, rise_y = high - up, up - low
    return low + u * rise_x + v * rise_y, rise_x / cell, rise_y / cell
