"""Vectors of three numbers in compiled loops, which keep them in registers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mars_world.jit import compiled

Vector = tuple[float, float, float]
Array = NDArray[np.float64] | Any  # a field of a record is an array that numpy cannot type


@compiled
def taken(row: Array) -> Vector:
    """Return the numbers of an array, (3,)."""
    return row[0], row[1], row[2]


@compiled
def put(row: Array, a: Vector) -> None:
    """Write a vector into an array, (3,)."""
    row[0], row[1], row[2] = a[0], a[1], a[2]


@compiled
def add(row: Array, a: Vector) -> None:
    """Add a vector to an array, (3,)."""
    row[0] += a[0]
    row[1] += a[1]
    row[2] += a[2]


@compiled
def plus(a: Vector, b: Vector) -> Vector:
    """Return a + b."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


@compiled
def minus(a: Vector, b: Vector) -> Vector:
    """Return a - b."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


@compiled
def scaled(scale: float, a: Vector) -> Vector:
    """Return scale * a."""
    return scale * a[0], scale * a[1], scale * a[2]


@compiled
def dot(a: Vector, b: Vector) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@compiled
def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


@compiled
def turned(matrix: Array, a: Vector) -> Vector:
    """Return matrix @ a, for a matrix (3, 3)."""
    return dot(taken(matrix[0]), a), dot(taken(matrix[1]), a), dot(taken(matrix[2]), a)


@compiled
def turned_back(matrix: Array, a: Vector) -> Vector:
    """Return matrix.T @ a, for a matrix (3, 3)."""
    return (
        matrix[0, 0] * a[0] + matrix[1, 0] * a[1] + matrix[2, 0] * a[2],
        matrix[0, 1] * a[0] + matrix[1, 1] * a[1] + matrix[2, 1] * a[2],
        matrix[0, 2] * a[0] + matrix[1, 2] * a[1] + matrix[2, 2] * a[2],
    )
