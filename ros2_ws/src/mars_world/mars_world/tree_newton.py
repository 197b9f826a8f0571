"""The accelerations of the rover's tree under its constraints: Newton's method, to the end.

Within a piece of the cost one step is exact. Where the step leaves the piece, it goes on from the
lowest point along it, in the piece there.
"""

from mars_world.jit import compiled
from mars_world.rover_tree import BASE_DOFS, N_DOFS, N_WHEELS, Record
from mars_world.tree_line_search import lowest_along
from mars_world.tree_matrix import factor, solve
from mars_world.tree_pieces import change_piece, is_in_piece, start_piece
from mars_world.vectors import Array

_MAX_ITERATIONS = 20  # the most that 690,000 steps of random drives took is 15


@compiled
def accelerate(tree: Record, work: Record) -> int:
    """Find the accelerations ``work.x`` that MuJoCo's solver looks for; return the iterations."""
    start_piece(tree, work)
    for dof in range(N_DOFS):
        work.x[dof] = 0.0
    for wheel in range(N_WHEELS):
        for n in range(3):
            work.z[wheel, n] = work.lack[wheel, n]
    for iteration in range(_MAX_ITERATIONS):
        _aim(tree, work)
        done = is_in_piece(tree, work, 1.0)
        # The first piece was guessed and need not be one that x was in.
        share = 1.0 if done or iteration == 0 else lowest_along(tree, work)
        _go(work, share)
        if done:
            return iteration + 1
        change_piece(tree, work)
    return _MAX_ITERATIONS


@compiled
def _aim(tree: Record, work: Record) -> None:
    """Find the way dx and dz to the lowest point of the piece, were it everywhere."""
    factor(tree, work.hessian, work.factors)
    for dof in range(N_DOFS):
        work.dx[dof] = work.right[dof]
    solve(tree, work.factors, work.dx)
    for dof in range(N_DOFS):
        work.dx[dof] -= work.x[dof]
    for wheel in range(N_WHEELS):
        if work.stiff[wheel] > 0.0:
            _see(tree, work.row[wheel], tree.wheel[wheel], work.dx, work.dz[wheel])


@compiled
def _see(tree: Record, rows: Array, body: int, dx: Array, dz: Array) -> None:
    dof = BASE_DOFS - 1 + body
    normal, side, other = 0.0, 0.0, 0.0
    for column in range(tree.n_above[dof] + 1):
        here = dx[tree.above[dof, column]]
        normal += rows[0, column] * here
        side += rows[1, column] * here
        other += rows[2, column] * here
    dz[0], dz[1], dz[2] = normal, side, other


@compiled
def _go(work: Record, share: float) -> None:
    for dof in range(N_DOFS):
        work.x[dof] += share * work.dx[dof]
    for wheel in range(N_WHEELS):
        for n in range(3):
            work.z[wheel, n] += share * work.dz[wheel, n]
