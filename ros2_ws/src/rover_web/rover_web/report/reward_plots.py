"""Whether the reward asks for what is scored, and what it pays."""

import numpy as np
from matplotlib.figure import Figure

from rover_web.report.iterations import training_episodes
from rover_web.report.peak_episodes import official_episodes, rank_correlation
from rover_web.report.run import Run
from rover_web.report.style import BLUE, GREEN, ORANGE, VERMILION, new_figure

BINS = 60


def plot_reward_against_score(run: Run) -> Figure:
    """Draw the score of each episode from the official start over its reward."""
    episodes = official_episodes(run)
    scores, rewards = episodes.number('score'), episodes.number('total_reward')
    scored, tests = np.isfinite(scores), episodes.flag('test')
    figure, ((axes, rest),) = new_figure(columns=2, width_ratios=(3, 1))
    for mask, colour, label in ((~tests, BLUE, 'training'), (tests, ORANGE, 'test')):
        rows = mask & scored
        axes.plot(rewards[rows], scores[rows], '.', color=colour, markersize=5, alpha=0.7,
                  label=f'{label} ({rows.sum():,})')  # fmt: skip
    together = rank_correlation(rewards, scores)
    agreement = 'too few' if np.isnan(together) else f'rank correlation {together:.2f}'
    axes.set(xlabel='reward of the episode', ylabel='score')
    axes.set_title(f'reached: {agreement}', fontsize=10)
    axes.legend(fontsize=8)
    rest.hist(rewards[~scored], bins=20, color=VERMILION)
    rest.set(xlabel='reward', ylabel='episodes')
    rest.set_title('without a score', fontsize=10)
    return figure


def plot_reward_histogram(run: Run) -> Figure:
    """Draw how often episodes, and steps, are paid how much."""
    figure, ((episode, step),) = new_figure(columns=2)
    episode.hist(training_episodes(run).number('total_reward'), bins=BINS, color=BLUE)
    episode.set(xlabel='reward of an episode', ylabel='training episodes')
    step.set(xlabel='reward of a step', ylabel='steps', yscale='log')
    if len(run.steps):
        step.hist(run.steps.number('reward'), bins=BINS, color=GREEN)
    else:
        step.text(0.5, 0.5, 'no steps recorded', ha='center', transform=step.transAxes)
    return figure
