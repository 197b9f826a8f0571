"""The checksum that makes a world a gold standard: file, ground and boulders in one number."""

import hashlib
import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from mars_world.boulders import Boulder
from mars_world.height_field import HeightField
from mars_world.world_file import WorldFile


def world_checksum(file: WorldFile, terrain: HeightField, boulders: Sequence[Boulder]) -> str:
    """Return the sha256 over the meaning of the file (not its layout) and the built shapes.

    Shapes enter as whole millimetres, so that the last bit of a library's cosine cannot matter.
    """
    digest = hashlib.sha256()
    text = json.dumps(file.model_dump(mode='json'), sort_keys=True, separators=(',', ':'))
    digest.update(text.encode())
    digest.update(_millimetres([terrain.x_min, terrain.y_min, terrain.cell_m]))
    digest.update(_millimetres(terrain.z_m))
    for boulder in boulders:
        digest.update(boulder.name.encode())
        digest.update(_millimetres(boulder.vertices_map))
    return digest.hexdigest()


def _millimetres(metres: ArrayLike) -> bytes:
    whole = np.rint(np.asarray(metres, np.float64) * 1000.0).astype('<i4')
    return repr(whole.shape).encode() + whole.tobytes()
