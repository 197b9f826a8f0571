"""Draw a world from above: ground, rocks, rails, start, waypoints and goal."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LightSource, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon, Rectangle
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from mars_world.boulders import Boulder
from mars_world.world import World
from mars_world.world_file import Checkpoint

SOIL_COLOURS = LinearSegmentedColormap.from_list('soil', ['#5a2a16', '#a4552b', '#d9935a', '#f3cf9f'])
INK, RAIL, GOAL = '#1c1c1c', '#14548c', '#0b7a3b'


def draw_map(world: World, png: Path, route_map: NDArray[np.float64] | None = None) -> None:
    """Write a picture of the world; route_map: (k, 2) a way to draw into it."""
    terrain = world.terrain
    width, height = terrain.x_max - terrain.x_min, terrain.y_max - terrain.y_min
    figure = Figure(figsize=(14.0, 14.0 * height / width + 0.6), dpi=110, layout='constrained')
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    _ground(axes, world)
    for boulder in world.boulders:
        axes.add_patch(_rock(boulder))
    _course(axes, world)
    if route_map is not None:
        axes.plot(route_map[:, 0], route_map[:, 1], color=GOAL, lw=1.2, ls='-', label='route')
    axes.set(
        xlabel='x [m]', ylabel='y [m]', aspect='equal',
        xlim=(terrain.x_min, terrain.x_max), ylim=(terrain.y_min, terrain.y_max),
        title=f'{world.file.name}: {len(world.boulders)} boulders, checksum {world.checksum[:12]}',
    )
    axes.legend(loc='lower right', framealpha=0.9)
    figure.savefig(png)


def _ground(axes: Axes, world: World) -> None:
    terrain = world.terrain
    light = LightSource(azdeg=315, altdeg=40)
    z = terrain.z_m.astype(np.float64)
    low, high = float(z.min()), float(max(z.max(), z.min() + 0.1))
    shaded = light.shade(
        z, cmap=SOIL_COLOURS, vmin=low, vmax=high, blend_mode='soft', vert_exag=2.0,
        dx=terrain.cell_m, dy=-terrain.cell_m,  # rows go up the picture
    )
    half = 0.5 * terrain.cell_m
    extent = (terrain.x_min - half, terrain.x_max + half, terrain.y_min - half, terrain.y_max + half)
    axes.imshow(shaded, origin='lower', extent=extent, interpolation='bilinear')
    x = terrain.x_min + terrain.cell_m * np.arange(z.shape[1])
    y = terrain.y_min + terrain.cell_m * np.arange(z.shape[0])
    if float(z.max()) > float(z.min()):
        levels = np.arange(np.floor(low / 0.2) * 0.2, high, 0.2)
        axes.contour(x, y, z, levels=levels, colors=INK, linewidths=0.3, alpha=0.5)


def _rock(boulder: Boulder) -> Polygon:
    seen = boulder.vertices_map[:, :2]
    outline = seen[ConvexHull(seen).vertices]
    return Polygon(outline, facecolor='#6d6259', edgecolor=INK, lw=0.8)


def _course(axes: Axes, world: World) -> None:
    file, rails = world.file, world.file.rails
    size = (rails.x_max - rails.x_min, rails.y_max - rails.y_min)
    axes.add_patch(
        Rectangle((rails.x_min, rails.y_min), *size, fill=False, ec=RAIL, lw=1.8, label='rails')
    )
    start = file.start
    axes.quiver(
        start.x, start.y, np.cos(start.yaw), np.sin(start.yaw), angles='xy', color=INK,
        scale=1.0 / 2.0, scale_units='xy', width=0.004, label='start',
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
