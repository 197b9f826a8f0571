"""The ground as a small grey picture, lit from the upper left as on printed maps."""

import io
import math
from dataclasses import dataclass

import numpy as np
from mars_world.height_field import HeightField
from numpy.typing import NDArray
from PIL import Image
from pydantic import Field

from rover_web.records import Record

MAX_PIXELS = 1024  # along the longer side; a finer grid is thinned
EXAGGERATION = 3.0  # of heights, because slopes of a few degrees must show
DARKEST, LIGHTEST = 60.0, 240.0
# The world's own sun may shine from below the map, where hills are taken for hollows.
TO_LIGHT = np.array([-1.0, 1.0, 1.6])

Float64 = NDArray[np.float64]


class Extent(Record):
    """A rectangle of the map frame."""

    x_min: float = Field(description='[m]')
    x_max: float = Field(description='[m]')
    y_min: float = Field(description='[m]')
    y_max: float = Field(description='[m]')


@dataclass(frozen=True)
class Relief:
    """A picture and what it shows; x to the right, y up."""

    extent: Extent
    png: bytes


def draw_relief(terrain: HeightField) -> Relief:
    """Draw one pixel per grid point."""
    stride = math.ceil(max(terrain.z_m.shape) / MAX_PIXELS)
    pixel_m = terrain.cell_m * stride
    z = terrain.z_m[::stride, ::stride].astype(np.float64)
    shade = _lit_share(EXAGGERATION * z, pixel_m)
    grey = np.rint(DARKEST + (LIGHTEST - DARKEST) * shade).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(grey[::-1]).save(file, format='PNG', optimize=True)
    rows, columns = z.shape
    left, low = terrain.x_min - 0.5 * pixel_m, terrain.y_min - 0.5 * pixel_m
    extent = Extent(
        x_min=left, x_max=left + columns * pixel_m, y_min=low, y_max=low + rows * pixel_m
    )
    return Relief(extent, file.getvalue())


def _lit_share(z_m: Float64, pixel_m: float) -> Float64:
    """Cosine between the ground's normal and the way to the light, 0 in the dark."""
    slope_y, slope_x = np.gradient(z_m, pixel_m)
    normal = np.stack([-slope_x, -slope_y, np.ones_like(z_m)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    share: Float64 = np.clip(normal @ TO_LIGHT / np.linalg.norm(TO_LIGHT), 0.0, 1.0)
    return share
