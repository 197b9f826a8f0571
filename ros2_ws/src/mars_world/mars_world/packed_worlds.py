"""Several worlds as flat arrays, in the form that compiled loops read."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from mars_world.boulders import Boulder
from mars_world.height_field import HeightField
from mars_world.world import World

Float64 = NDArray[np.float64]
Float32 = NDArray[np.float32]
Records = NDArray[Any]  # numpy has no type for the fields of a record

BLOCK_M = 1.6  # side of the blocks whose highest point lets a ray pass over many cells at once

_ON_FACET_M = 1e-5  # a corner so near to a facet belongs to it

# One world: its grid, where its heights start in z_m, the same of its blocks in top_m, and its
# boulders from first_rock to end_rock.
WORLD = np.dtype([
    ('x_min', 'f8'), ('y_min', 'f8'), ('cell_m', 'f8'),
    ('n_x', 'i8'), ('n_y', 'i8'), ('z_at', 'i8'),
    ('cells_per_block', 'i8'), ('blocks_x', 'i8'), ('blocks_y', 'i8'), ('top_at', 'i8'),
    ('first_rock', 'i8'), ('end_rock', 'i8'), ('gravity', 'f8'),
])  # fmt: skip
# One boulder: the ball around it in map, and its rows of planes and vertices_map.
ROCK = np.dtype([
    ('x', 'f8'), ('y', 'f8'), ('z', 'f8'), ('radius_m', 'f8'),
    ('first_plane', 'i8'), ('end_plane', 'i8'), ('first_vertex', 'i8'), ('end_vertex', 'i8'),
])  # fmt: skip


class PackedWorlds(NamedTuple):
    """Ground and boulders of k worlds, one after the other.

    worlds: (k,) of WORLD. z_m: heights. top_m: the highest ground of each block and its eight
    neighbours. rocks: (b,) of ROCK. planes: (p, 4), vertices_map: (v, 3), as in Boulder. extents:
    (p, 5) how far each facet goes: x, y and z of its middle, then level and upright from there [m].
    """

    worlds: Records
    z_m: Float32
    top_m: Float32
    rocks: Records
    planes: Float64
    extents: Float64
    vertices_map: Float64


def pack_worlds(worlds: Sequence[World]) -> PackedWorlds:
    """Put worlds of any size behind each other."""
    rows = np.zeros(len(worlds), WORLD)
    rocks: list[tuple[float, ...]] = []
    heights, tops = [], []
    planes, extents, vertices = [np.zeros((0, 4))], [np.zeros((0, 5))], [np.zeros((0, 3))]
    n_z = n_tops = n_planes = n_vertices = 0
    for row, world in zip(rows, worlds, strict=True):
        field = world.terrain
        cells = max(1, round(BLOCK_M / field.cell_m))
        blocks = _block_tops(field, cells)
        (n_y, n_x), (blocks_y, blocks_x) = field.z_m.shape, blocks.shape
        row['x_min'], row['y_min'], row['cell_m'] = field.x_min, field.y_min, field.cell_m
        row['n_x'], row['n_y'], row['z_at'] = n_x, n_y, n_z
        row['cells_per_block'], row['top_at'] = cells, n_tops
        row['blocks_x'], row['blocks_y'] = blocks_x, blocks_y
        row['first_rock'], row['end_rock'] = len(rocks), len(rocks) + len(world.boulders)
        row['gravity'] = world.file.gravity
        heights.append(field.z_m.ravel())
        tops.append(blocks.ravel())
        n_z, n_tops = n_z + field.z_m.size, n_tops + blocks.size
        for boulder in world.boulders:
            end_plane = n_planes + len(boulder.planes)
            end_vertex = n_vertices + len(boulder.vertices_map)
            ball = (*boulder.centre_map, boulder.radius_m)
            rocks.append((*ball, n_planes, end_plane, n_vertices, end_vertex))
            planes.append(boulder.planes)
            extents.append(_facet_extents(boulder))
            vertices.append(boulder.vertices_map)
            n_planes, n_vertices = end_plane, end_vertex
    return PackedWorlds(
        rows, np.concatenate(heights), np.concatenate(tops), np.array(rocks, ROCK),
        np.concatenate(planes), np.concatenate(extents), np.concatenate(vertices),
    )  # fmt: skip


def _block_tops(field: HeightField, cells: int) -> Float32:
    """Highest ground over each block of cells and its neighbours, (blocks_y, blocks_x)."""
    rows, columns = (-(-(n - 1) // cells) for n in field.z_m.shape)
    tops = np.empty((rows, columns), np.float32)
    for j in range(rows):
        for i in range(columns):
            block = field.z_m[j * cells : (j + 1) * cells + 1, i * cells : (i + 1) * cells + 1]
            tops[j, i] = block.max()
    around: Float32 = maximum_filter(tops, size=3, mode='nearest')
    return around


def _facet_extents(boulder: Boulder) -> Float64:
    """Return how far each facet goes, (m, 5), see PackedWorlds."""
    corners = boulder.vertices_map
    inside = boulder.planes[:, 3] - corners @ boulder.planes[:, :3].T
    extents = np.empty((len(boulder.planes), 5))
    for row, depth in zip(extents, inside.T, strict=True):
        own = corners[depth < _ON_FACET_M]
        low, high = own.min(axis=0), own.max(axis=0)
        row[:3] = 0.5 * (low + high)
        row[3] = np.hypot(*(own - row[:3])[:, :2].T).max()
        row[4] = 0.5 * (high[2] - low[2])
    return extents
