"""Write the ground as the square grey picture that Gazebo takes for a heightmap."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from mars_world.height_field import HeightField

WHITE = 2**16 - 1


@dataclass(frozen=True)
class Heightmap:
    """Where the picture lies: its middle with the lowest ground, and its extent, map frame, m."""

    middle: tuple[float, float, float]
    size: tuple[float, float, float]


def write_heightmap(path: Path, field: HeightField) -> Heightmap:
    """Write a 16-bit picture with 2^n + 1 pixels a side, north up, black lowest, white highest."""
    side = 2 ** int(np.ceil(np.log2(max(field.z_m.shape) - 1))) + 1
    x = np.linspace(field.x_min, field.x_max, side)
    y = np.linspace(field.y_max, field.y_min, side)
    z = field.height_at(*np.meshgrid(x, y))
    low = float(z.min())
    relief = max(float(z.max()) - low, 0.001)  # Gazebo takes no heightmap without a height
    Image.fromarray(np.rint((z - low) / relief * WHITE).astype(np.uint16)).save(path)
    return Heightmap(
        (0.5 * (field.x_min + field.x_max), 0.5 * (field.y_min + field.y_max), low),
        (field.x_max - field.x_min, field.y_max - field.y_min, relief),
    )
