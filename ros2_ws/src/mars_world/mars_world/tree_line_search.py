"""How far to go along a step of Newton's method that leaves its piece of the cost."""

from mars_world.jit import compiled
from mars_world.rover_tree import BASE_DOFS, N_DOFS, N_WHEELS, Record
from mars_world.tree_matrix import multiply

_ENOUGH = 0.1  # of the slope at the start
_MAX_ROUNDS = 10


@compiled
def lowest_along(tree: Record, work: Record) -> float:
    """Return about which share of dx makes the cost least; the cost falls up to there."""
    x, dx, product = work.x, work.dx, work.product
    multiply(tree, work.mass, dx, product)
    here, rise = 0.0, 0.0
    for dof in range(N_DOFS):
        here += x[dof] * product[dof] - work.smooth[dof] * dx[dof]
        rise += dx[dof] * product[dof]
    low, low_slope = 0.0, here + _slope_of_constraints(tree, work, 0.0)
    high, high_slope = 1.0, here + rise + _slope_of_constraints(tree, work, 1.0)
    enough = -_ENOUGH * low_slope
    if high_slope <= enough:
        return 1.0
    moved = 0
    for _ in range(_MAX_ROUNDS):
        share = low - low_slope * (high - low) / (high_slope - low_slope)
        slope = here + share * rise + _slope_of_constraints(tree, work, share)
        if abs(slope) <= enough:
            return share
        # Where the slope bends, one end would stay for good; having stayed twice, it counts half.
        if slope > 0.0:
            high, high_slope = share, slope
            low_slope *= 0.5 if moved > 0 else 1.0
            moved = 1
        else:
            low, low_slope = share, slope
            high_slope *= 0.5 if moved < 0 else 1.0
            moved = -1
    return low


@compiled
def _slope_of_constraints(tree: Record, work: Record, share: float) -> float:
    total = _slope_of_differential(tree, work, share)
    for wheel in range(N_WHEELS):
        total += _slope_of_gear(tree, work, BASE_DOFS - 1 + tree.wheel[wheel], share)
        if work.stiff[wheel] > 0.0:
            total += work.stiff[wheel] * _slope_of_edges(tree, work, wheel, share)
    return total


@compiled
def _slope_of_differential(tree: Record, work: Record, share: float) -> float:
    first, second = tree.rockers[0], tree.rockers[1]
    rise = work.dx[first] + work.dx[second]
    lack = work.x[first] + work.x[second] + share * rise + work.rockers_lack
    return float(work.rockers_stiff * lack * rise)


@compiled
def _slope_of_gear(tree: Record, work: Record, dof: int, share: float) -> float:
    lack = work.x[dof] + share * work.dx[dof] + tree.friction_b[dof] * work.speed[dof]
    most = tree.friction_nm[dof]
    return float(min(max(tree.friction_d[dof] * lack, -most), most) * work.dx[dof])


@compiled
def _slope_of_edges(tree: Record, work: Record, wheel: int, share: float) -> float:
    z, dz, grip = work.z[wheel], work.dz[wheel], tree.grip
    normal_rise, side_rise, other_rise = dz[0], grip * dz[1], grip * dz[2]
    normal = z[0] + share * normal_rise
    side, other = grip * z[1] + share * side_rise, grip * z[2] + share * other_rise
    return float(
        min(normal + side, 0.0) * (normal_rise + side_rise)
        + min(normal - side, 0.0) * (normal_rise - side_rise)
        + min(normal + other, 0.0) * (normal_rise + other_rise)
        + min(normal - other, 0.0) * (normal_rise - other_rise)
    )
