"""Ground as a grid of heights; every model of the physics and the LIDAR read the same triangles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class HeightField:
    """Heights on a square grid in the map frame.

    z_m: (ny, nx) float32; z_m[j, i] is the ground at (x_min + i * cell_m, y_min + j * cell_m).
    Each cell is two triangles that share the diagonal from its low corner to its high corner,
    because that is the split MuJoCo makes. Beyond the border the nearest border point counts.
    """

    x_min: float
    y_min: float
    cell_m: float
    z_m: Float32

    @property
    def x_max(self) -> float:
        """The last grid line along x, metres."""
        return float(self.x_min + (self.z_m.shape[1] - 1) * self.cell_m)

    @property
    def y_max(self) -> float:
        """The last grid line along y, metres."""
        return float(self.y_min + (self.z_m.shape[0] - 1) * self.cell_m)

    def height_at(self, x: ArrayLike, y: ArrayLike) -> Float64:
        """Return the ground height [m] under each point; x and y broadcast."""
        z, _, _ = self._triangle_at(x, y)
        return z

    def normal_at(self, x: ArrayLike, y: ArrayLike) -> Float64:
        """Return the upward unit normal, (..., 3), of the triangle under each point."""
        _, slope_x, slope_y = self._triangle_at(x, y)
        normal = np.stack([-slope_x, -slope_y, np.ones_like(slope_x)], axis=-1)
        unit: Float64 = normal / np.linalg.norm(normal, axis=-1, keepdims=True)
        return unit

    def _triangle_at(self, x: ArrayLike, y: ArrayLike) -> tuple[Float64, Float64, Float64]:
        """Height and the two slopes of the triangle under each point."""
        rows, columns = self.z_m.shape
        u = np.clip((np.asarray(x, np.float64) - self.x_min) / self.cell_m, 0.0, columns - 1.0)
        v = np.clip((np.asarray(y, np.float64) - self.y_min) / self.cell_m, 0.0, rows - 1.0)
        i = np.minimum(u.astype(np.intp), columns - 2)
        j = np.minimum(v.astype(np.intp), rows - 2)
        u, v = u - i, v - j
        low, right, up, high = (
            self.z_m[row, column].astype(np.float64)
            for row, column in ((j, i), (j, i + 1), (j + 1, i), (j + 1, i + 1))
        )
        below = u >= v
        rise_x = np.where(below, right - low, high - up)
        rise_y = np.where(below, high - right, up - low)
        height: Float64 = low + u * rise_x + v * rise_y
        return height, rise_x / self.cell_m, rise_y / self.cell_m
