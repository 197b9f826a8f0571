"""What the policy wants: the probabilities of its actions along a way and in one state."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes
from numpy.typing import NDArray
from rover_env.spec import ACTION_NAMES, N_SECTORS, STEP_PERIOD_S, slot
from rover_env.step_table import PROBABILITY_PREFIX

from rover_web.report.columns import Float64, NothingToDrawError
from rover_web.report.map_axes import lay_ground, map_height_in
from rover_web.report.run import Run
from rover_web.report.step_blocks import read_episode
from rover_web.report.style import (
    ACTION_COLOURS,
    BLUE,
    SCALE,
    VERMILION,
    new_figure,
)


def plot_probabilities(run: Run, episode: int) -> Figure:
    """Draw the probability of each action along an episode of a test."""
    steps = read_episode(run.folder.steps, episode)
    columns = [PROBABILITY_PREFIX + name for name in ACTION_NAMES]
    if any(name not in steps for name in columns):
        raise NothingToDrawError(f'episode {episode} has no probabilities; tests record them')
    shares = [100.0 * steps.number(name) for name in columns]
    figure, ((place,), (time,)) = new_figure(
        2, height_in=map_height_in(run.world) + 2.4, height_ratios=(1.2, 1)
    )
    lay_ground(place, run.world, run.ground)
    sure = place.scatter(
        steps.number('x'), steps.number('y'), c=np.max(shares, axis=0), s=10, cmap=SCALE,
        vmin=100.0 / len(shares), vmax=100.0, zorder=3,
    )  # fmt: skip
    figure.colorbar(sure, ax=place, label='likeliest [%]')
    time.stackplot(steps.number('step') * STEP_PERIOD_S, shares, colors=ACTION_COLOURS,
                   labels=ACTION_NAMES)  # fmt: skip
    time.set(xlabel='simulated time [s]', ylabel='probability [%]', ylim=(0.0, 100.0))
    time.legend(fontsize=8, loc='upper left', bbox_to_anchor=(1.0, 1.0), frameon=False)
    return figure


def plot_state_probabilities(
    observation: NDArray[np.float32], probabilities: Float64, place: str = ''
) -> Figure:
    """Draw what the rover sees in one state, and how likely each action is in it.

    observation: (slots,). probabilities: (actions,). place: says which state it is.
    """
    figure = Figure(figsize=(8.0, 3.2), dpi=110, layout='constrained')
    fan = figure.add_subplot(1, 2, 1, projection='polar')
    assert isinstance(fan, PolarAxes)
    ranges = observation[slot('scan_sectors').indices]
    middle = np.pi * ((np.arange(N_SECTORS) + 0.5) / N_SECTORS - 0.5)  # right to left
    fan.bar(middle, ranges, np.pi / N_SECTORS, color=BLUE, alpha=0.7)
    bearing = np.arctan2(observation[slot('goal_sin').start], observation[slot('goal_cos').start])
    fan.plot([bearing, bearing], [0.0, slot('scan_sectors').high], color=VERMILION, lw=2.0)
    fan.set_theta_zero_location('N')
    fan.set_title('LIDAR [m], blue; bearing of the checkpoint, red', fontsize=9)
    fan.tick_params(labelsize=7)
    bars = figure.add_subplot(1, 2, 2)
    shown = bars.barh(ACTION_NAMES, 100.0 * probabilities, color=ACTION_COLOURS)
    bars.bar_label(shown, fmt='%.0f %%', padding=3)
    bars.set(xlabel='probability [%]', xlim=(0.0, 115.0))
    bars.set_title(place, fontsize=9)
    bars.spines[['top', 'right']].set_visible(False)
    return figure
