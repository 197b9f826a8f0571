"""Group the episodes of a run by iteration: the steps between two updates of the network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rover_web.report.columns import Columns, Float64, NothingToDrawError
from rover_web.report.run import Run


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation of a number in each iteration that has it.

    timesteps: (n,) steps of all rovers at the end of the iteration.
    """

    timesteps: Float64
    mean: Float64
    deviation: Float64


def training_episodes(run: Run) -> Columns:
    """Return the episodes driven in training, which explore; not those of tests.

    Raises:
        NothingToDrawError: there are none.
    """
    episodes = run.episodes.where(~run.episodes.flag('test'))
    if not len(episodes):
        raise NothingToDrawError('episodes.jsonl has no training episode')
    return episodes


def iteration_of(run: Run, timesteps: Float64) -> NDArray[np.intp]:
    """Return the iteration, 0 the first, in which each count of steps was reached."""
    return np.searchsorted(run.updates.number('timesteps'), timesteps, side='left')


def by_iteration(run: Run, episodes: Columns, name: str) -> Spread:
    """Return mean and deviation of a column; episodes without a number do not count."""
    values, steps = episodes.number(name), episodes.number('timesteps')
    known = np.isfinite(values)
    ends = run.updates.number('timesteps')
    index = iteration_of(run, steps[known])
    inside = index < len(ends)
    index, values = index[inside], values[known][inside]
    count = np.bincount(index, minlength=len(ends))
    some = count > 0
    total = np.bincount(index, values, minlength=len(ends))[some]
    mean = total / count[some]
    square = np.bincount(index, values**2, minlength=len(ends))[some] / count[some]
    return Spread(ends[some], mean, np.sqrt(np.maximum(square - mean**2, 0.0)))
