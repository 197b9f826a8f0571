"""What happened where: which action is taken, what is paid, and where episodes end."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from rover_env.outcomes import Outcome
from rover_env.spec import ACTION_NAMES

from rover_web.report.columns import Columns, Float64, NothingToDrawError
from rover_web.report.map_axes import Extent, in_world, lay_ground, map_height_in
from rover_web.report.run import Run
from rover_web.report.style import OTHER_OUTCOME, OUTCOME_STYLES, SCALE, new_figure

CELL_M = 0.5
LEAST_STEPS = 3  # of a cell; the mean of fewer says nothing
MOST_ENDS = 1500  # of a scatter; more cover each other and make the page heavy


def plot_action_map(run: Run) -> Figure:
    """Draw, for each action, how often it is chosen where the rovers were."""
    steps = _steps(run)
    actions = steps.number('action')
    figure, grid = new_figure(
        len(ACTION_NAMES), height_in=map_height_in(run.world, len(ACTION_NAMES)), sharex=True
    )
    for index, (axes, name) in enumerate(zip(grid[:, 0], ACTION_NAMES, strict=True)):
        lay_ground(axes, run.world, run.ground)
        share = _cells(axes, steps, 100.0 * (actions == index), (0.0, 100.0))
        axes.set_title(name, fontsize=10)
        axes.label_outer()
    figure.colorbar(share, ax=grid[:, 0].tolist(), label='share of steps [%]', shrink=0.7)
    return figure


def plot_reward_map(run: Run) -> Figure:
    """Draw what a step is paid on average where the rovers were."""
    steps = _steps(run)
    reward = steps.number('reward')
    figure, ((axes,),) = new_figure(height_in=map_height_in(run.world) + 0.3)
    lay_ground(axes, run.world, run.ground)
    limits = np.percentile(reward, [2.0, 98.0])  # the rare large ones would hide the rest
    cells = _cells(axes, steps, reward, (float(limits[0]), float(limits[1])))
    figure.colorbar(
        cells, ax=axes, label='mean reward of a step', extend='both',
        orientation='horizontal', shrink=0.6,
    )  # fmt: skip
    return figure


def plot_ends(run: Run) -> Figure:
    """Draw where episodes end: the marker tells the cause, the colour the progress made."""
    ends = _ends(run)
    figure, ((axes,),) = new_figure(height_in=map_height_in(run.world) + 0.9)
    lay_ground(axes, run.world, run.ground)
    outcomes = ends.text('outcome')
    x, y, progress = ends.number('x'), ends.number('y'), ends.number('progress')
    points = None
    for outcome in sorted(set(outcomes), key=lambda name: -np.count_nonzero(outcomes == name)):
        rows = outcomes == outcome
        _, marker = OUTCOME_STYLES.get(outcome, OTHER_OUTCOME)
        points = axes.scatter(
            x[rows], y[rows], s=22, c=progress[rows], marker=marker, cmap=SCALE, vmin=0.0,
            vmax=100.0, linewidths=0.3, edgecolors='white', label=f'{outcome} ({rows.sum():,})',
        )  # fmt: skip
    assert points is not None
    axes.legend(fontsize=8, loc='lower left', bbox_to_anchor=(0.0, 1.0), ncols=4, frameon=False)
    figure.colorbar(
        points, ax=axes, label='way to the checkpoint that was made [%]',
        orientation='horizontal', shrink=0.6,
    )  # fmt: skip
    return figure


def _steps(run: Run) -> Columns:
    steps = in_world(run.steps, run.world)
    if not len(steps):
        raise NothingToDrawError('steps.parquet has no steps in the world of the run')
    return steps


def _cells(axes: Axes, steps: Columns, values: Float64, limits: tuple[float, float]) -> QuadMesh:
    """Draw the mean of values in cells of CELL_M; returns what a colour bar needs."""
    x, y = steps.number('x'), steps.number('y')
    x_min, x_max, y_min, y_max = _extent(axes, x, y)
    edges = (np.arange(x_min, x_max + CELL_M, CELL_M), np.arange(y_min, y_max + CELL_M, CELL_M))
    count, _, _ = np.histogram2d(x, y, bins=edges)
    total, _, _ = np.histogram2d(x, y, bins=edges, weights=values)
    mean = np.full(count.shape, np.nan)
    np.divide(total, count, out=mean, where=count >= LEAST_STEPS)
    low, high = limits
    return axes.pcolormesh(
        *edges, np.ma.masked_invalid(mean.T), cmap=SCALE, vmin=low, vmax=high, alpha=0.85
    )


def _extent(axes: Axes, x: Float64, y: Float64) -> Extent:
    """Return the limits of the map, or of the data where there is no ground."""
    if axes.images:
        return (*axes.get_xlim(), *axes.get_ylim())
    return float(x.min()), float(x.max()), float(y.min()), float(y.max())


def _ends(run: Run) -> Columns:
    """Return the last steps of training episodes with their ``progress`` [%]."""
    steps = _steps(run)
    steps = steps.where(~steps.flag('test'))
    outcomes = steps.text('outcome')
    last = np.flatnonzero(outcomes != Outcome.DRIVING.text)[-MOST_ENDS:]
    if not len(last):
        raise NothingToDrawError('steps.parquet has no end of an episode')
    # The first step of an episode, to know how far it had to go.
    numbers, first = steps.number('episode'), np.flatnonzero(steps.number('step') == 1)
    distance = steps.number('distance_to_checkpoint')
    begun = dict(zip(numbers[first].tolist(), distance[first].tolist(), strict=True))
    at_start = np.array([begun.get(number, np.nan) for number in numbers[last].tolist()])
    progress = 100.0 * np.clip(1.0 - distance[last] / at_start, 0.0, 1.0)
    return steps.where(last).replaced('progress', progress)
