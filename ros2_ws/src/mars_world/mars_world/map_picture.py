"""Draw a world from above: ground, rocks, rails, start, waypoints and goal."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LightSource, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from numpy.typing import NDArray

from mars_world.obstacles import rock_heights
from mars_world.world import World
from mars_world.world_file import Checkpoint

SOIL_COLOURS = LinearSegmentedColormap.from_list(
    'soil', ['#5a2a16', '#a4552b', '#d9935a', '#f3cf9f']
)
ROCK_RGB = (0.45, 0.40, 0.36)
CONTOUR_M = 0.25
LEAST_SPAN_M = 0.5  # of the colours, so that flat ground has the middle one
N_PIXELS = 500_000  # of ground; finer than the grid, so that rocks have edges
INK, RAIL, GOAL = '#1c1c1c', '#14548c', '#0b7a3b'


def draw_map(world: World, png: Path, route_map: NDArray[np.float64] | None = None) -> None:
    """Write a picture of the world; route_map: (k, 2) a way to draw into it."""
    terrain = world.terrain
    width, height = terrain.x_max - terrain.x_min, terrain.y_max - terrain.y_min
    figure = Figure(figsize=(14.0, 14.0 * height / width + 0.6), dpi=110, layout='constrained')
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw_ground(axes, world)
    draw_course(axes, world)
    if route_map is not None:
        axes.plot(route_map[:, 0], route_map[:, 1], color=GOAL, lw=1.2, ls='-', label='route')
    axes.set(
        xlabel='x [m]',
        ylabel='y [m]',
        aspect='equal',
        xlim=(terrain.x_min, terrain.x_max),
        ylim=(terrain.y_min, terrain.y_max),
        title=f'{world.file.name}: {len(world.boulders)} boulders, checksum {world.checksum[:12]}',
    )
    axes.legend(loc='lower right', framealpha=0.9)
    figure.savefig(png)


def draw_ground(axes: Axes, world: World) -> None:
    """Shade the ground and what stands out of it in the light of one sun."""
    terrain = world.terrain
    size = (terrain.x_max - terrain.x_min, terrain.y_max - terrain.y_min)
    pixel = float(np.sqrt(size[0] * size[1] / N_PIXELS))
    x, y = np.meshgrid(
        np.arange(terrain.x_min, terrain.x_max, pixel),
        np.arange(terrain.y_min, terrain.y_max, pixel),
    )
    ground, rock = terrain.height_at(x, y), rock_heights(world, x, y)
    low, high = float(ground.min()), float(ground.max())
    span = max(high - low, LEAST_SPAN_M)
    rgb = SOIL_COLOURS(0.5 + (ground - 0.5 * (low + high)) / span)[..., :3]
    rgb[rock > 0.0] = ROCK_RGB
    light = LightSource(azdeg=315, altdeg=40)
    shaded = light.shade_rgb(
        rgb, ground + rock, blend_mode='soft', vert_exag=2.0,
        dx=pixel, dy=-pixel,  # rows go up the picture
    )  # fmt: skip
    extent = (terrain.x_min, terrain.x_max, terrain.y_min, terrain.y_max)
    axes.imshow(shaded, origin='lower', extent=extent, interpolation='bilinear')
    if high > low:
        levels = np.arange(np.floor(low / CONTOUR_M) * CONTOUR_M, high, CONTOUR_M)
        bare = np.where(rock > 0.0, np.nan, ground)
        axes.contour(x, y, bare, levels=levels, colors=INK, linewidths=0.3, alpha=0.35)


def draw_course(axes: Axes, world: World) -> None:
    """Draw rails, start, waypoints and goal."""
    file, rails = world.file, world.file.rails
    size = (rails.x_max - rails.x_min, rails.y_max - rails.y_min)
    axes.add_patch(
        Rectangle((rails.x_min, rails.y_min), *size, fill=False, ec=RAIL, lw=1.8, label='rails')
    )
    start = file.start
    axes.quiver(
        start.x,
        start.y,
        np.cos(start.yaw),
        np.sin(start.yaw),
        angles='xy',
        color=INK,
        scale=1.0 / 2.0,
        scale_units='xy',
        width=0.004,
        label='start',
    )
    if file.waypoints:
        axes.plot(*np.transpose(file.waypoints), 'x', color=RAIL, ms=9, mew=2.2, label='waypoints')
    if isinstance(file.goal, Checkpoint):
        place = (file.goal.x, file.goal.y)
        axes.add_patch(Circle(place, file.goal.radius, color=GOAL, label='checkpoint'))
        axes.plot([start.x, file.goal.x], [start.y, file.goal.y], ':', color=INK, lw=1.0)
    else:
        corner = (file.goal.x, file.goal.y)
        beyond = (rails.x_max - file.goal.x, rails.y_max - file.goal.y)
        axes.add_patch(Rectangle(corner, *beyond, color=GOAL, alpha=0.6, label='finish'))
