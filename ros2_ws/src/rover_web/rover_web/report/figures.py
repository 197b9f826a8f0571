"""The figures of a run's page: which, in which order, and what each shows in words."""

from functools import partial

import numpy as np
from rover_env.outcomes import Outcome

from rover_web.report.action_plots import plot_actions
from rover_web.report.columns import NothingToDrawError
from rover_web.report.episode_plots import (
    MOST_POINTS,
    plot_episode_quantities,
    plot_reward_per_episode,
    plot_success_rate,
)
from rover_web.report.learning_plots import plot_iteration_times, plot_losses, plot_policy_change
from rover_web.report.map_plots import MOST_ENDS, plot_action_map, plot_ends, plot_reward_map
from rover_web.report.page import PlannedFigure
from rover_web.report.peak_episodes import find_peaks
from rover_web.report.policy_figures import PolicyFigures
from rover_web.report.probability_plots import plot_probabilities
from rover_web.report.reward_plots import plot_reward_against_score, plot_reward_histogram
from rover_web.report.run import Run
from rover_web.report.single_episode import plot_episode_path, plot_episode_signals
from rover_web.report.strip_plot import plot_last_iterations

# Section, name, title, caption and function of the figures that need nothing but the run.
OF_A_RUN = (
    ('Learning', 'losses', 'Losses',
     'Policy loss, value loss and explained variance at each update. A value function that '
     'explains little of the rewards (near 0) teaches the policy little.',
     plot_losses),
    ('Learning', 'policy_change', 'KL divergence and entropy',
     'How far each update moved the policy, which share of the steps was clipped, and how '
     'undecided the policy is. Entropy at 0 early on: it stopped exploring.',
     plot_policy_change),
    ('Learning', 'iteration_times', 'Time per iteration',
     'Wall time of each iteration, driving and learning, and the share of learning.',
     plot_iteration_times),
    ('Episodes', 'reward', 'Reward per episode',
     'Reward of training episodes with mean and standard deviation of each iteration. Dips follow '
     f'the start of a block, when only short episodes have ended. At most {MOST_POINTS:,} points.',
     plot_reward_per_episode),
    ('Episodes', 'success_rate', 'Success rate',
     'Share of episodes that reached the checkpoint: in training, which explores and starts '
     'anywhere, and in tests from the official start. Lines at 20 % and 40 %.',
     plot_success_rate),
    ('Episodes', 'quantities', 'Steps, distance, acceleration and score',
     'Each training episode, with mean and deviation of each iteration; scores only of those that '
     'began near the official start and reached the checkpoint.',
     plot_episode_quantities),
    ('Episodes', 'last_iterations', 'The last iterations',
     'Paths of training episodes that ended in each of the last 20 iterations, at most 12 each, '
     'coloured by how they ended (green: reached).',
     plot_last_iterations),
    ('Reward', 'reward_against_score', 'Reward against score',
     'Episodes that began near the official start. A good reward rises with the score; on the '
     'right, what episodes without a score were paid.',
     plot_reward_against_score),
    ('Reward', 'reward_histogram', 'How much is paid how often',
     'Histograms of the reward of episodes and, on a logarithmic axis, of steps.',
     plot_reward_histogram),
    ('Reward', 'actions', 'Use of the actions',
     'Share of steps and mean reward of each action, in training and in tests.',
     plot_actions),
    ('Places', 'action_map', 'Where actions are taken',
     'Maps of how often each action is chosen, in cells of 0.5 m.',
     plot_action_map),
    ('Places', 'reward_map', 'Where reward is paid',
     'Map of the mean reward of a step, in cells of 0.5 m.',
     plot_reward_map),
    ('Places', 'ends', 'Where episodes end',
     f'Map of the ends of the newest {MOST_ENDS:,} training episodes. Markers tell the '
     'cause, colours which share of the way from its start to the checkpoint an episode had made.',
     plot_ends),
)  # fmt: skip


def planned_figures(run: Run) -> list[PlannedFigure]:
    """Return the figures of a run's page; drawing one may raise NothingToDrawError."""
    general = [
        PlannedFigure(section, name, title, caption, partial(plot, run))
        for section, name, title, caption, plot in OF_A_RUN
    ]
    return [*general, *_of_episodes(run), *_of_policy(run)]


def shown_episodes(run: Run) -> dict[str, tuple[str, int]]:
    """Return title and number of the episodes to show: the best, and the last that failed.

    Only episodes with steps at hand count.
    """
    shown: dict[str, tuple[str, int]] = {}
    if 'episode' not in run.steps or 'episode' not in run.episodes:
        return shown
    known = np.isin(run.episodes.number('episode'), np.unique(run.steps.number('episode')))
    episodes = run.episodes.where(known)
    try:
        best = find_peaks(run, episodes)[0]
        shown['best'] = (f'Best episode ({best.title})', best.episode)
        outcomes = episodes.text('outcome')
    except NothingToDrawError:
        return shown
    failed = np.flatnonzero(~np.isin(outcomes, (Outcome.REACHED.text, Outcome.DRIVING.text)))
    if len(failed):
        number = int(episodes.number('episode')[failed[-1]])
        shown['failed'] = (f'Last that failed ({outcomes[failed[-1]]})', number)
    return shown


def _of_episodes(run: Run) -> list[PlannedFigure]:
    planned = []
    for key, (title, episode) in shown_episodes(run).items():
        planned += [
            PlannedFigure(
                'Single episodes', f'{key}_path', f'{title}: path',
                f'Way of episode {episode} with speed (colour) and heading (arrows).',
                partial(plot_episode_path, run, episode),
            ),
            PlannedFigure(
                'Single episodes', f'{key}_signals', f'{title}: step by step',
                'Steering, speed, heading, roll and pitch, reward terms, nearest LIDAR range, '
                f'acceleration and wheel slip of episode {episode} over time.',
                partial(plot_episode_signals, run, episode),
            ),
        ]  # fmt: skip
    return planned


def _of_policy(run: Run) -> list[PlannedFigure]:
    policy = PolicyFigures(run)
    planned = [
        PlannedFigure(
            'Policy', 'state', 'The hardest decision',
            'What the rover saw in the state of a drive in which the policy was least sure, and '
            'the probability of each action in it.',
            policy.plot_hardest_state,
        ),
        PlannedFigure(
            'Policy', 'saliency', 'What decides',
            'Integrated gradients: by how much each slot of the observation, and each direction of '
            'the LIDAR, moves the probability of the chosen action.',
            policy.plot_saliency,
        ),
    ]  # fmt: skip
    tests = run.steps.where(run.steps.flag('test'))
    if len(tests):
        episode = int(tests.number('episode').max())
        planned.insert(0, PlannedFigure(
            'Policy', 'probabilities', 'Probabilities along a test',
            f'How sure the policy was in test episode {episode}: probability of the likeliest '
            'action on the map, and of each action over time.',
            partial(plot_probabilities, run, episode),
        ))  # fmt: skip
    return planned
