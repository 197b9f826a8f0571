"""Axes on the map of the world, with its ground in grey beneath the data."""

from dataclasses import dataclass

import numpy as np
from mars_world.map_picture import draw_ground
from mars_world.world import World
from mars_world.world_file import Checkpoint
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from numpy.typing import NDArray

from rover_web.report.columns import Columns
from rover_web.report.style import GREY, LIGHT_INK, WIDTH_IN

Extent = tuple[float, float, float, float]

MARGIN_M = 1.0  # beyond the rails
PIXELS_PER_M = 24
PALE = 0.5  # share of contrast that is left, so that data stand out


@dataclass(frozen=True)
class Ground:
    """The ground between the rails from above; grey (h, w) 0..1, extent x_min x_max y_min y_max."""

    grey: NDArray[np.float32]
    extent: Extent


def window(world: World) -> Extent:
    """Return x_min, x_max, y_min, y_max [m] of a picture that holds the rails."""
    rails = world.file.rails
    return (
        rails.x_min - MARGIN_M,
        rails.x_max + MARGIN_M,
        rails.y_min - MARGIN_M,
        rails.y_max + MARGIN_M,
    )


def draw_ground_grey(world: World) -> Ground:
    """Draw the ground once, for every map of a report to lie on."""
    x_min, x_max, y_min, y_max = extent = window(world)
    figure = Figure(figsize=(x_max - x_min, y_max - y_min), dpi=PIXELS_PER_M)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    draw_ground(axes, world)
    axes.set(xlim=(x_min, x_max), ylim=(y_min, y_max), aspect='auto')
    axes.set_axis_off()
    canvas.draw()  # type: ignore[no-untyped-call]
    drawn = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    grey = drawn[..., :3].mean(axis=2) / 255.0
    return Ground((1.0 - PALE * (1.0 - grey)).astype(np.float32), extent)


def map_height_in(world: World | None, rows: int = 1) -> float:
    """Return the height of a figure with ``rows`` maps below each other over its whole width."""
    if world is None:
        return 3.0 * rows
    x_min, x_max, y_min, y_max = window(world)
    return rows * (0.75 + 0.85 * WIDTH_IN * (y_max - y_min) / (x_max - x_min))


def lay_ground(axes: Axes, world: World | None, ground: Ground | None) -> None:
    """Draw ground, rails, start and goal into axes, in metres of the map."""
    axes.set(xlabel='x [m]', ylabel='y [m]', aspect='equal')
    axes.grid(visible=False)
    if world is None or ground is None:
        return
    axes.imshow(ground.grey, cmap='gray', vmin=0.0, vmax=1.0, extent=ground.extent, zorder=0)
    rails, start, goal = world.file.rails, world.file.start, world.file.goal
    size = (rails.x_max - rails.x_min, rails.y_max - rails.y_min)
    axes.add_patch(Rectangle((rails.x_min, rails.y_min), *size, fill=False, ec=GREY, lw=1.0))
    axes.plot(start.x, start.y, marker=(3, 0, np.degrees(start.yaw) - 90.0), color=LIGHT_INK,
              markersize=7, linestyle='none', zorder=4, label='start')  # fmt: skip
    if isinstance(goal, Checkpoint):
        axes.add_patch(Circle((goal.x, goal.y), goal.radius, fill=False, ec=LIGHT_INK, lw=1.6))
    else:
        beyond = (rails.x_max - goal.x, rails.y_max - goal.y)
        axes.add_patch(Rectangle((goal.x, goal.y), *beyond, fill=False, ec=LIGHT_INK, lw=1.6))
    x_min, x_max, y_min, y_max = ground.extent
    axes.set(xlim=(x_min, x_max), ylim=(y_min, y_max))


def in_world(rows: Columns, world: World | None) -> Columns:
    """Return the rows that were driven in a world; all of them where it is not known."""
    if world is None or 'world' not in rows:
        return rows
    return rows.where(rows.text('world') == world.file.name)
