"""The cost of accelerations is quadratic in pieces; this keeps the matrix of the piece at hand.

MuJoCo's: the accelerations x make  1/2 x.M x - f.x  least, and for each constraint what it costs
to have less acceleration than it wants. A pyramid has four edges, normal +- grip * tangent, and an
edge costs only where it presses; a gear costs less than its square where it slips.
"""

from mars_world.jit import compiled
from mars_world.rover_tree import BASE_DOFS, N_DOFS, N_WHEELS, Record
from mars_world.tree_contacts import ALL_EDGES


@compiled
def forget_pieces(work: Record) -> None:
    """Guess that treads hold and gears do not slip; from then on the step before is the guess."""
    for wheel in range(N_WHEELS):
        work.edges[wheel], work.slip[wheel] = ALL_EDGES, 0


@compiled
def start_piece(tree: Record, work: Record) -> None:
    """Set up matrix and right side for the guessed piece."""
    matrix, right = work.hessian, work.right
    for dof in range(N_DOFS):
        right[dof] = work.smooth[dof]
        for column in range(tree.n_above[dof] + 1):
            matrix[dof, column] = work.mass[dof, column]
    first, second, stiff = tree.rockers[0], tree.rockers[1], work.rockers_stiff
    matrix[first, tree.n_above[first]] += stiff
    matrix[second, tree.n_above[first]] += stiff
    matrix[second, tree.n_above[second]] += stiff
    right[first] -= stiff * work.rockers_lack
    right[second] -= stiff * work.rockers_lack
    for wheel in range(N_WHEELS):
        _add_gear(tree, work, wheel, work.slip[wheel], 1.0)
        if work.stiff[wheel] > 0.0:
            _change_edges(tree, work, wheel, 0, work.edges[wheel])


@compiled
def is_in_piece(tree: Record, work: Record, share: float) -> bool:
    """Say whether x + share * dx is still in the piece at hand."""
    for wheel in range(N_WHEELS):
        if _slip_at(tree, work, wheel, share) != work.slip[wheel]:
            return False
        if work.stiff[wheel] > 0.0 and _edges_at(tree, work, wheel, share) != work.edges[wheel]:
            return False
    return True


@compiled
def change_piece(tree: Record, work: Record) -> None:
    """Change matrix and right side to those of the piece that x is in."""
    for wheel in range(N_WHEELS):
        slip = _slip_at(tree, work, wheel, 0.0)
        if slip != work.slip[wheel]:
            _add_gear(tree, work, wheel, work.slip[wheel], -1.0)
            _add_gear(tree, work, wheel, slip, 1.0)
            work.slip[wheel] = slip
        if work.stiff[wheel] > 0.0:
            edges = _edges_at(tree, work, wheel, 0.0)
            if edges != work.edges[wheel]:
                _change_edges(tree, work, wheel, work.edges[wheel], edges)
                work.edges[wheel] = edges


@compiled
def _edges_at(tree: Record, work: Record, wheel: int, share: float) -> int:
    z, dz, grip = work.z[wheel], work.dz[wheel], tree.grip
    normal = z[0] + share * dz[0]
    a, b = grip * (z[1] + share * dz[1]), grip * (z[2] + share * dz[2])
    along_side = (normal + a < 0.0) + 2 * (normal - a < 0.0)
    along_other = (normal + b < 0.0) + 2 * (normal - b < 0.0)
    return int(along_side + 4 * along_other)


@compiled
def _slip_at(tree: Record, work: Record, wheel: int, share: float) -> int:
    dof = BASE_DOFS - 1 + tree.wheel[wheel]
    lack = work.x[dof] + share * work.dx[dof] + tree.friction_b[dof] * work.speed[dof]
    force, most = tree.friction_d[dof] * lack, tree.friction_nm[dof]
    return int(force >= most) - int(force <= -most)


@compiled
def _add_gear(tree: Record, work: Record, wheel: int, slip: int, sign: float) -> None:
    dof = BASE_DOFS - 1 + tree.wheel[wheel]
    if slip:
        work.right[dof] -= sign * slip * tree.friction_nm[dof]
    else:
        stiff = sign * tree.friction_d[dof]
        work.hessian[dof, tree.n_above[dof]] += stiff
        work.right[dof] -= stiff * tree.friction_b[dof] * work.speed[dof]


@compiled
def _change_edges(tree: Record, work: Record, wheel: int, before: int, after: int) -> None:
    """Add what the contact has with the edges ``after`` and had not with those ``before``."""
    dof = BASE_DOFS - 1 + tree.wheel[wheel]
    a, b = _more(before, after, 0), _more(before, after, 1)
    c, d = _more(before, after, 2), _more(before, after, 3)
    stiff, sideways = work.stiff[wheel], work.stiff[wheel] * tree.grip
    nn, ns, nu = stiff * (a + b + c + d), sideways * (a - b), sideways * (c - d)
    ss, uu = tree.grip * sideways * (a + b), tree.grip * sideways * (c + d)
    lack = work.lack[wheel]
    lack_n = nn * lack[0] + ns * lack[1] + nu * lack[2]
    lack_s, lack_u = ns * lack[0] + ss * lack[1], nu * lack[0] + uu * lack[2]
    n, s, u = work.row[wheel, 0], work.row[wheel, 1], work.row[wheel, 2]
    for i in range(tree.n_above[dof] + 1):
        other = tree.above[dof, i]
        work.right[other] -= n[i] * lack_n + s[i] * lack_s + u[i] * lack_u
        on_n = nn * n[i] + ns * s[i] + nu * u[i]
        on_s, on_u = ns * n[i] + ss * s[i], nu * n[i] + uu * u[i]
        into = work.hessian[other]
        for j in range(BASE_DOFS):  # right of the base's diagonal nothing is read
            into[j] += on_n * n[j] + on_s * s[j] + on_u * u[j]
        for j in range(BASE_DOFS, i + 1):
            into[j] += on_n * n[j] + on_s * s[j] + on_u * u[j]


@compiled
def _more(before: int, after: int, edge: int) -> float:
    return float(((after >> edge) & 1) - ((before >> edge) & 1))
