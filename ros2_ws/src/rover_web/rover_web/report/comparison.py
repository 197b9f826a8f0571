"""Several runs beside each other: their curves, and the settings in which they differ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.figure import Figure

from rover_web.report.columns import Columns, Float64, NothingToDrawError
from rover_web.report.run import Run
from rover_web.report.style import SERIES, THOUSAND, label_steps, new_figure

Over = Literal['timesteps', 'wall_time_s']

LINES = ('-', '--', ':')
CURVES = {
    'episodes/success_rate': ('training:\nreached [%]', 100.0),
    'episodes/reward': ('training: reward\nper episode', 1.0),
    'screening/success_rate': ('test:\nreached [%]', 100.0),
    'screening/mean_score': ('test:\nmean score', 1.0),
}


def plot_comparison(runs: Sequence[Run], over: Over = 'timesteps') -> Figure:
    """Draw success, reward and score of several runs over steps, or over wall time.

    Wall time counts training and tests, without the time between a stop and going on.
    """
    figure, grid = new_figure(len(CURVES), height_in=7.0, sharex=True)
    drawn = 0
    for number, run in enumerate(runs):
        if not len(run.metrics):
            continue
        look = {
            'color': SERIES[number % len(SERIES)],
            'linestyle': LINES[number // len(SERIES) % len(LINES)],
            'label': run.name,
        }
        x_of_rows = _x(run.metrics, over)
        for axes, (column, (_, factor)) in zip(grid[:, 0], CURVES.items(), strict=True):
            if column not in run.metrics:
                continue
            values = factor * run.metrics.number(column)
            known = np.isfinite(values)
            marker = '' if column.startswith('episodes') else '.'
            axes.plot(x_of_rows[known], values[known], marker=marker, **look)
            drawn += int(known.sum())
    if not drawn:
        raise NothingToDrawError('no run has metrics')
    for axes, (label, _) in zip(grid[:, 0], CURVES.values(), strict=True):
        axes.set_ylabel(label)
    grid[0, 0].legend(fontsize=8)
    if over == 'timesteps':
        label_steps(grid[-1, 0])
    else:
        grid[-1, 0].set_xlabel('wall time [s]')
    return figure


def settings_that_differ(runs: Sequence[Run]) -> dict[str, list[str]]:
    """Return the settings, as ``ppo.gamma``, that not all runs share, and each run's value."""
    flat = [dict(_flat(run.settings)) for run in runs]
    names = dict.fromkeys(name for settings in flat for name in settings)
    values = {name: [str(settings.get(name, '')) for settings in flat] for name in names}
    return {name: row for name, row in values.items() if len(set(row)) > 1}


def _x(metrics: Columns, over: Over) -> Float64:
    values = metrics.number(over)
    if over == 'timesteps':
        return values / THOUSAND
    # The clock starts anew in each process: add what the ones before had reached.
    restarts = np.flatnonzero(np.diff(values) < 0.0) + 1
    added = np.zeros(len(values))
    added[restarts] = values[restarts - 1]
    return values + np.cumsum(added)


def _flat(settings: Mapping[str, Any], prefix: str = '') -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f'{prefix}{name}.')
        else:
            yield f'{prefix}{name}', value
