"""How episodes went while the policy learned: reward, success, steps, distance and score."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rover_env.outcomes import Outcome

from rover_web.report.columns import Columns
from rover_web.report.iterations import by_iteration, training_episodes
from rover_web.report.peak_episodes import near_official_start
from rover_web.report.run import Run
from rover_web.report.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    SKY,
    THOUSAND,
    VERMILION,
    label_steps,
    new_figure,
)

SUCCESS_MARKS = (20.0, 40.0)  # [%]: below, a policy is hardly worth scoring; above, it is learning
MOST_POINTS = 1500  # of a scatter; more are not told apart and make the page heavy
QUANTITIES = {
    'steps': 'steps',
    'distance_travelled': 'distance [m]',
    'average_linear_acceleration': 'acceleration [m/s²]',
    'score': 'score',
}


def plot_reward_per_episode(run: Run) -> Figure:
    """Draw the reward of each training episode, its mean and deviation in each iteration."""
    figure, ((axes,),) = new_figure()
    _spread(axes, run, training_episodes(run), 'total_reward', BLUE)
    axes.set_ylabel('reward per episode')
    axes.legend(fontsize=8, loc='lower right')
    label_steps(axes)
    return figure


def plot_success_rate(run: Run) -> Figure:
    """Draw which share of episodes reached the checkpoint, in training and in tests."""
    figure, ((axes,),) = new_figure()
    episodes = training_episodes(run)
    reached = (episodes.text('outcome') == Outcome.REACHED.text).astype(float)
    rate = by_iteration(run, episodes.replaced('reached', reached), 'reached')
    axes.plot(rate.timesteps / THOUSAND, 100.0 * rate.mean, color=BLUE, label='training')
    for name, colour, marker in (('screening', ORANGE, 'o'), ('evaluation', GREEN, '*')):
        column = f'{name}/success_rate'
        if column in run.metrics:
            tests = run.metrics.having(column)
            steps = tests.number('timesteps') / THOUSAND
            share = 100.0 * tests.number(column)
            axes.plot(steps, share, marker, color=colour, label=f'test: {name}', clip_on=False)
    for mark in SUCCESS_MARKS:
        axes.axhline(mark, color=VERMILION, linestyle='--', linewidth=0.9)
        axes.annotate(f'{mark:.0f} %', (0.0, mark), xycoords=('axes fraction', 'data'),
                      xytext=(3, 2), textcoords='offset points', fontsize=8)  # fmt: skip
    axes.set(ylabel='reached the checkpoint [%]', ylim=(0.0, 100.0))
    axes.legend(fontsize=8)
    label_steps(axes)
    return figure


def plot_episode_quantities(run: Run) -> Figure:
    """Draw steps, distance, acceleration and score of each training episode, and their means."""
    figure, grid = new_figure(len(QUANTITIES), height_in=7.6, sharex=True)
    episodes = training_episodes(run)
    # From beside the checkpoint, any drive scores high.
    official = near_official_start(run, episodes)
    scores = np.where(official, episodes.number('score'), np.nan)
    scored = episodes.replaced('score', scores)
    for axes, (name, label), colour in zip(
        grid[:, 0], QUANTITIES.items(), (BLUE, GREEN, ORANGE, VERMILION), strict=True
    ):
        _spread(axes, run, scored if name == 'score' else episodes, name, colour)
        axes.set_ylabel(label)
    label_steps(grid[-1, 0])
    return figure


def _spread(axes: Axes, run: Run, episodes: Columns, name: str, colour: str) -> None:
    """Draw points, and a line with a band of one standard deviation over them."""
    values, steps = episodes.number(name), episodes.number('timesteps') / THOUSAND
    chosen = np.unique(np.linspace(0, len(values) - 1, min(len(values), MOST_POINTS)).astype(int))
    axes.plot(steps[chosen], values[chosen], '.', color=SKY, markersize=2, alpha=0.5,
              label='episode')  # fmt: skip
    spread = by_iteration(run, episodes, name)
    x, low, high = (
        spread.timesteps / THOUSAND,
        spread.mean - spread.deviation,
        spread.mean + spread.deviation,
    )
    axes.fill_between(x, low, high, color=GREY, alpha=0.3, linewidth=0, label='± deviation')
    axes.plot(x, spread.mean, color=colour, label='mean of an iteration')
