"""Write ground and boulders as OBJ meshes: the same triangles that the physics uses."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from mars_world.boulders import Boulder
from mars_world.height_field import HeightField

Float64 = NDArray[np.float64]
Int = NDArray[np.intp]


def write_obj(path: Path, vertices: Float64, triangles: Int) -> None:
    """Write a mesh; vertices: (k, 3) metres, triangles: (m, 3) rows of them, counter-clockwise."""
    lines = [f'v {x:.3f} {y:.3f} {z:.3f}' for x, y, z in vertices.tolist()]
    lines += [f'f {a} {b} {c}' for a, b, c in (triangles + 1).tolist()]
    path.write_text('\n'.join(lines) + '\n', encoding='ascii')


def ground_mesh(field: HeightField) -> tuple[Float64, Int]:
    """Return vertices (k, 3) in map and triangles (m, 3) of the ground, seen from above."""
    rows, columns = field.z_m.shape
    x = field.x_min + field.cell_m * np.arange(columns)
    y = field.y_min + field.cell_m * np.arange(rows)
    at_x, at_y = np.meshgrid(x, y)
    vertices = np.column_stack([at_x.ravel(), at_y.ravel(), field.z_m.ravel().astype(np.float64)])
    number = np.arange(rows * columns).reshape(rows, columns)
    low, right = number[:-1, :-1].ravel(), number[:-1, 1:].ravel()
    up, high = number[1:, :-1].ravel(), number[1:, 1:].ravel()
    below, above = np.column_stack([low, right, high]), np.column_stack([low, high, up])
    return vertices, np.concatenate([below, above])


def boulder_mesh(boulder: Boulder) -> tuple[Float64, Int]:
    """Return vertices (k, 3) about the boulder's middle and triangles (m, 3), seen from outside."""
    vertices = boulder.vertices_map - boulder.centre_map
    hull = ConvexHull(vertices)
    a, b, c = (vertices[hull.simplices[:, corner]] for corner in range(3))
    inward = np.einsum('ij,ij->i', np.cross(b - a, c - a), hull.equations[:, :3]) < 0.0
    triangles = hull.simplices.astype(np.intp)
    triangles[inward] = triangles[inward][:, ::-1]
    return vertices, triangles
