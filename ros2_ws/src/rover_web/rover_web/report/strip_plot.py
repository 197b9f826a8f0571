"""The paths of the last iterations, a small map each: how the driving changed."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from rover_env.outcomes import Outcome

from rover_web.report.columns import Columns, NothingToDrawError
from rover_web.report.iterations import iteration_of
from rover_web.report.map_axes import in_world, lay_ground, map_height_in
from rover_web.report.run import Run
from rover_web.report.style import OTHER_OUTCOME, OUTCOME_STYLES, THOUSAND, new_figure

ITERATIONS = 20
PER_ROW = 4
PATHS = 12  # drawn of each iteration; more would cover each other


def plot_last_iterations(run: Run, iterations: int = ITERATIONS) -> Figure:
    """Draw the paths of training episodes that ended in each of the last iterations."""
    steps = in_world(run.steps.where(~run.steps.flag('test')), run.world)
    ends = _ends(run, steps)
    index = iteration_of(run, ends.number('timesteps'))
    shown = np.unique(index)[-iterations:]
    rows = -(-len(shown) // PER_ROW)
    # A quarter as wide, so a quarter as high, and room for the title.
    height = rows * (0.3 + map_height_in(run.world) / PER_ROW)
    figure, grid = new_figure(rows, PER_ROW, height_in=height, sharex=True, sharey=True)
    paths = _Paths(steps)
    updates = run.updates.number('timesteps')
    for axes in grid.flat[len(shown) :]:
        axes.set_visible(False)
    for axes, iteration in zip(grid.flat, shown, strict=False):
        mine = np.flatnonzero(index == iteration)
        lay_ground(axes, run.world, run.ground)
        chosen = mine[np.unique(np.linspace(0, len(mine) - 1, PATHS).astype(int))]
        paths.draw(axes, ends.where(chosen))
        reached = np.mean(ends.text('outcome')[mine] == Outcome.REACHED.text)
        last = updates[min(iteration, len(updates) - 1)] / THOUSAND
        axes.set_title(f'{last:.0f} k: {reached:.0%} reached', fontsize=7)
        axes.tick_params(labelsize=6)
        axes.set(xlabel='', ylabel='')
    figure.supxlabel('x [m]', fontsize=8)
    figure.supylabel('y [m]', fontsize=8)
    return figure


class _Paths:
    """Finds the rows of an episode in a table of steps."""

    def __init__(self, steps: Columns) -> None:
        numbers = steps.number('episode').astype(np.int64)
        self._order = np.argsort(numbers, kind='stable')
        self._sorted = numbers[self._order]
        self._xy = np.stack([steps.number('x'), steps.number('y')], axis=1)

    def draw(self, axes: Axes, ends: Columns) -> None:
        """Draw the paths of episodes, coloured by how they ended."""
        styles = [OUTCOME_STYLES.get(outcome, OTHER_OUTCOME)[0] for outcome in ends.text('outcome')]
        lines = [self._path(int(number)) for number in ends.number('episode')]
        axes.add_collection(LineCollection(lines, colors=styles, linewidths=0.9))
        if not axes.images:
            axes.autoscale_view()

    def _path(self, episode: int) -> np.ndarray:
        low, high = np.searchsorted(self._sorted, [episode, episode + 1])
        return self._xy[self._order[low:high]]


def _ends(run: Run, steps: Columns) -> Columns:
    """Return the training episodes whose steps are at hand."""
    if not len(steps):
        raise NothingToDrawError('steps.parquet has no training steps')
    episodes = run.episodes
    known = np.isin(episodes.number('episode'), np.unique(steps.number('episode')))
    ends = episodes.where(known & ~episodes.flag('test'))
    if not len(ends):
        raise NothingToDrawError('episodes.jsonl has no episode of steps.parquet')
    return ends
