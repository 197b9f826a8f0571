"""Which actions are taken, and what they are paid."""

import numpy as np
from matplotlib.figure import Figure
from rover_env.spec import ACTION_NAMES

from rover_web.report.columns import Columns, NothingToDrawError
from rover_web.report.run import Run
from rover_web.report.style import ACTION_COLOURS, new_figure

BAR = 0.38


def plot_actions(run: Run) -> Figure:
    """Draw how often each action is taken and its mean reward, in training and in tests."""
    if not len(run.steps):
        raise NothingToDrawError('steps.parquet has no steps')
    tests = run.steps.flag('test')
    kinds = {'training': run.steps.where(~tests), 'test': run.steps.where(tests)}
    figure, ((usage, reward),) = new_figure(columns=2)
    places = np.arange(len(ACTION_NAMES))
    for side, (kind, steps) in zip((-1, 1), kinds.items(), strict=True):
        if not len(steps):
            continue
        share, mean, error = _of_actions(steps)
        look = {'color': ACTION_COLOURS, 'hatch': '' if kind == 'training' else '//',
                'edgecolor': 'white', 'linewidth': 0.6}  # fmt: skip
        usage.bar(places + side * BAR / 2, share, BAR, **look)
        reward.bar(places + side * BAR / 2, mean, BAR, yerr=error, ecolor='#808080', **look)
    for axes in (usage, reward):
        axes.set_xticks(places, ACTION_NAMES)
    usage.set_ylabel('share of steps [%]')
    usage.set_title('plain: training, hatched: test', fontsize=9)
    reward.set_ylabel('mean reward of a step')
    reward.set_title('lines: standard error', fontsize=9)
    return figure


def _of_actions(steps: Columns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return share [%], mean reward and its standard error for each action; nan if never taken."""
    actions, rewards = steps.number('action'), steps.number('reward')
    share, mean, error = (np.full(len(ACTION_NAMES), np.nan) for _ in range(3))
    for index in range(len(ACTION_NAMES)):
        paid = rewards[actions == index]
        share[index] = 100.0 * len(paid) / len(actions)
        if len(paid):
            mean[index], error[index] = paid.mean(), paid.std() / np.sqrt(len(paid))
    return share, mean, error
