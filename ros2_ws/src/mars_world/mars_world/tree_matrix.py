"""Symmetric matrices over the dofs of the rover's tree, without the entries that are always 0.

Row k has the columns tree.above[k]. Those of a dof above k are the first ones of row k, so that
rows are added to each other as they lie; eliminating from the wheels up fills nothing in.
"""

from mars_world.jit import compiled
from mars_world.rover_tree import BASE_DOFS, N_DOFS, Record
from mars_world.vectors import Array


@compiled
def factor(tree: Record, matrix: Array, factors: Array) -> None:
    """Fill factors with L (its diagonal is 1) and D of matrix = L.T D L."""
    for k in range(N_DOFS):
        for column in range(tree.n_above[k] + 1):
            factors[k, column] = matrix[k, column]
    for k in range(N_DOFS - 1, 0, -1):
        row, last = factors[k], tree.n_above[k]
        inverse = 1.0 / row[last]
        for column in range(BASE_DOFS, last):
            other, share = factors[tree.above[k, column]], row[column] * inverse
            for n in range(BASE_DOFS):
                other[n] -= share * row[n]
            for n in range(BASE_DOFS, column + 1):
                other[n] -= share * row[n]
        # The base's rows are taken in full, which is quicker; what is right of a diagonal is
        # never read.
        for column in range(min(last, BASE_DOFS)):
            share = row[column] * inverse
            for n in range(BASE_DOFS):
                factors[column, n] -= share * row[n]
        for column in range(last):
            row[column] *= inverse


@compiled
def solve(tree: Record, factors: Array, x: Array) -> None:
    """Replace x, (N_DOFS,), by the solution of matrix @ solution = x; see ``factor``."""
    for k in range(N_DOFS - 1, 0, -1):
        for column in range(tree.n_above[k]):
            x[tree.above[k, column]] -= factors[k, column] * x[k]
    for k in range(N_DOFS):
        last = tree.n_above[k]
        total = x[k] / factors[k, last]
        for column in range(last):
            total -= factors[k, column] * x[tree.above[k, column]]
        x[k] = total


@compiled
def multiply(tree: Record, matrix: Array, x: Array, product: Array) -> None:
    """Fill product with matrix @ x, (N_DOFS,)."""
    for k in range(N_DOFS):
        last, total = tree.n_above[k], 0.0
        for column in range(last):
            other = tree.above[k, column]
            total += matrix[k, column] * x[other]
            product[other] += matrix[k, column] * x[k]
        product[k] = total + matrix[k, last] * x[k]
