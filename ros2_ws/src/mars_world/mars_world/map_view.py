"""A rover on the map of its world, with the trail of where it was."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageDraw
from rover_description import load_rover

from mars_world.map_picture import draw_course, draw_ground
from mars_world.rotation import to_wxyz, yaw_of
from mars_world.rover_pose import RoverPose
from mars_world.world import World

Image = NDArray[np.uint8]
Pixel = tuple[float, float]

_DPI = 100
_MARGIN_M = 1.0  # beyond the rails
_LEAST_ARROW_PX = 14.0
_TRAIL_RGB, _ROVER_RGB = (20, 84, 140), (200, 24, 24)


class MapView:
    """Draws rails, rocks and checkpoint once; each picture adds the rover and its way so far."""

    def __init__(self, world: World, width_px: int, height_px: int) -> None:
        self._size = (width_px, height_px)
        self._left, self._top, self._px_per_m = _window(world, width_px, height_px)
        self._length_px = max(_LEAST_ARROW_PX, load_rover().wheel.wheelbase_m * self._px_per_m)
        self._bare = self._draw(world)
        self._map = self._bare.copy()
        self._last: Pixel | None = None

    def picture(self, pose: RoverPose) -> Image:
        """Return the map with the rover as an arrow, (height, width, 3)."""
        here = self._pixel(*pose.position_map[:2].tolist())
        if self._last is not None:
            ImageDraw.Draw(self._map).line([self._last, here], _TRAIL_RGB, width=2)
        self._last = here
        picture = self._map.copy()
        yaw = float(yaw_of(to_wxyz(pose.orientation_map)))
        ImageDraw.Draw(picture).polygon(self._arrow(here, yaw), _ROVER_RGB, outline='white')
        return np.array(picture)

    def restart(self) -> None:
        """Forget where the rover was, for a new episode."""
        self._map, self._last = self._bare.copy(), None

    def _draw(self, world: World) -> Picture.Image:
        width, height = self._size
        figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        draw_ground(axes, world)
        draw_course(axes, world)
        axes.set(
            xlim=(self._left, self._left + width / self._px_per_m),
            ylim=(self._top - height / self._px_per_m, self._top),
        )
        axes.set_axis_off()
        figure.set_facecolor('0.85')
        png = io.BytesIO()
        figure.savefig(png)
        return Picture.open(png).convert('RGB')

    def _pixel(self, x: float, y: float) -> Pixel:
        return (x - self._left) * self._px_per_m, (self._top - y) * self._px_per_m

    def _arrow(self, here: Pixel, yaw: float) -> list[Pixel]:
        """Return an arrow head's corners; pixels count downwards."""
        corners = ((0.6, 0.0), (-0.4, 0.35), (-0.2, 0.0), (-0.4, -0.35))
        cos, sin = self._length_px * np.cos(yaw), self._length_px * np.sin(yaw)
        return [
            (here[0] + ahead * cos - left * sin, here[1] - ahead * sin - left * cos)
            for ahead, left in corners
        ]


def _window(world: World, width_px: int, height_px: int) -> tuple[float, float, float]:
    """Return left x [m], top y [m] and pixels per metre of a picture that holds the rails."""
    rails = world.file.rails
    wide, high = (
        rails.x_max - rails.x_min + 2.0 * _MARGIN_M,
        rails.y_max - rails.y_min + 2.0 * _MARGIN_M,
    )
    px_per_m = min(width_px / wide, height_px / high)
    middle_x, middle_y = 0.5 * (rails.x_min + rails.x_max), 0.5 * (rails.y_min + rails.y_max)
    return (
        middle_x - 0.5 * width_px / px_per_m,
        middle_y + 0.5 * height_px / px_per_m,
        px_per_m,
    )
