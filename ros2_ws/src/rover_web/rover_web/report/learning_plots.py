"""How the network learned: losses, how far each update went, and what the time went into."""

from math import log

from matplotlib.figure import Figure
from rover_env.spec import ACTIONS

from rover_web.report.columns import Columns, NothingToDrawError
from rover_web.report.run import Run
from rover_web.report.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    THOUSAND,
    VERMILION,
    label_steps,
    new_figure,
)


def plot_losses(run: Run) -> Figure:
    """Draw the loss of the policy and of the value function at each update."""
    updates = run.updates
    figure, ((policy,), (value,), (explained,)) = new_figure(3, height_in=5.6, sharex=True)
    steps = updates.number('timesteps') / THOUSAND
    policy.plot(steps, updates.number('train/policy_gradient_loss'), color=BLUE)
    policy.set_ylabel('policy loss')
    value.plot(steps, updates.number('train/value_loss'), color=VERMILION)
    value.set(ylabel='value loss [reward²]', ylim=(0.0, None))
    explained.plot(steps, updates.number('train/explained_variance'), color=GREEN)
    explained.set(ylabel='explained variance')
    label_steps(explained)
    return figure


def plot_policy_change(run: Run) -> Figure:
    """Draw the KL divergence and clipping of each update, and the entropy of the decisions."""
    updates = run.updates
    figure, ((divergence,), (clipped,), (entropy,)) = new_figure(3, height_in=5.6, sharex=True)
    steps = updates.number('timesteps') / THOUSAND
    divergence.plot(steps, updates.number('train/approx_kl'), color=BLUE)
    divergence.set(ylabel='KL divergence [nat]', ylim=(0.0, None))
    clipped.plot(steps, 100.0 * updates.number('train/clip_fraction'), color=ORANGE)
    clipped.set(ylabel='clipped [%]', ylim=(0.0, None))
    entropy.plot(steps, -updates.number('train/entropy_loss'), color=PURPLE)
    entropy.axhline(log(len(ACTIONS)), color=GREY, linestyle='--', label='any action is as likely')
    entropy.set(ylabel='entropy [nat]', ylim=(0.0, None))
    entropy.legend(fontsize=8, loc='lower left')
    label_steps(entropy)
    return figure


def plot_iteration_times(run: Run) -> Figure:
    """Draw how long each iteration took, and which share of it went into learning."""
    updates = _timed(run.updates)
    driving, learning = updates.number('time/driving_s'), updates.number('time/learning_s')
    figure, ((time,), (share,)) = new_figure(2, height_in=4.4, sharex=True)
    steps = updates.number('timesteps') / THOUSAND
    width = steps[0] if len(steps) == 1 else (steps[-1] - steps[0]) / (len(steps) - 1)
    time.bar(steps, driving, width, color=BLUE, label='driving')
    time.bar(steps, learning, width, bottom=driving, color=ORANGE, label='learning')
    time.set_ylabel('wall time per iteration [s]')
    time.legend(fontsize=8)
    share.plot(steps, 100.0 * learning / (driving + learning), color=ORANGE)
    share.set(ylabel='share of learning [%]', ylim=(0.0, 100.0))
    label_steps(share)
    return figure


def _timed(updates: Columns) -> Columns:
    if 'time/driving_s' not in updates:
        raise NothingToDrawError('metrics.jsonl has no times of iterations')
    return updates.having('time/driving_s')
