"""Several worlds as flat arrays, in the form that compiled loops read."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from mars_world.height_field import HeightField
from mars_world.world import World

Float64 = NDArray[np.float64]
Float32 = NDArray[np.float32]
Index = NDArray[np.int64]

BLOCK_M = 1.6  # side of the blocks whose highest point lets a ray pass over many cells at once


class PackedWorlds(NamedTuple):
    """Ground and boulders of k worlds, one after the other.

    x_min, y_min, cell_m: (k,) of each grid. n_x, n_y: (k,) its points. z_at: (k,) where its
    heights start in z_m. top_at, n_blocks_x, n_blocks_y, cells_per_block: (k,) the same for
    the coarse blocks; top_m is the highest ground of a block and its eight neighbours.
    boulder_at: (k + 1,) the boulders of world w are boulder_at[w] to boulder_at[w + 1].
    centre_map: (b, 3), radius_m: (b,). plane_at: (b + 1,) into planes: (p, 4), vertex_at:
    (b + 1,) into vertices_map: (v, 3).
    """

    x_min: Float64
    y_min: Float64
    cell_m: Float64
    n_x: Index
    n_y: Index
    z_at: Index
    z_m: Float32
    cells_per_block: Index
    n_blocks_x: Index
    n_blocks_y: Index
    top_at: Index
    top_m: Float32
    boulder_at: Index
    centre_map: Float64
    radius_m: Float64
    plane_at: Index
    planes: Float64
    vertex_at: Index
    vertices_map: Float64


def pack_worlds(worlds: Sequence[World]) -> PackedWorlds:
    """Put worlds of any size behind each other."""
    fields = [world.terrain for world in worlds]
    cells_per_block = [max(1, round(BLOCK_M / field.cell_m)) for field in fields]
    tops = [_block_tops(field, n) for field, n in zip(fields, cells_per_block, strict=True)]
    boulders = [boulder for world in worlds for boulder in world.boulders]
    return PackedWorlds(
        x_min=np.array([field.x_min for field in fields]),
        y_min=np.array([field.y_min for field in fields]),
        cell_m=np.array([field.cell_m for field in fields]),
        n_x=np.array([field.z_m.shape[1] for field in fields]),
        n_y=np.array([field.z_m.shape[0] for field in fields]),
        z_at=_starts([field.z_m.size for field in fields])[:-1],
        z_m=np.concatenate([field.z_m.ravel() for field in fields]),
        cells_per_block=np.array(cells_per_block),
        n_blocks_x=np.array([top.shape[1] for top in tops]),
        n_blocks_y=np.array([top.shape[0] for top in tops]),
        top_at=_starts([top.size for top in tops])[:-1],
        top_m=np.concatenate([top.ravel() for top in tops]),
        boulder_at=_starts([len(world.boulders) for world in worlds]),
        centre_map=np.array([b.centre_map for b in boulders]).reshape(-1, 3),
        radius_m=np.array([b.radius_m for b in boulders]),
        plane_at=_starts([len(b.planes) for b in boulders]),
        planes=_joined([b.planes for b in boulders], 4),
        vertex_at=_starts([len(b.vertices_map) for b in boulders]),
        vertices_map=_joined([b.vertices_map for b in boulders], 3),
    )


def _starts(sizes: list[int]) -> Index:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)


def _joined(parts: list[Float64], width: int) -> Float64:
    return np.concatenate(parts) if parts else np.zeros((0, width))


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
