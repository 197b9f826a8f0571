"""One episode step by step: where it went, what it did, felt and was paid."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rover_env.collision import CRASH_DISTANCE_M
from rover_env.spec import STEP_PERIOD_S
from rover_env.step_columns import TERM_PREFIX

from rover_web.report.columns import Columns
from rover_web.report.episode_world import episode_ground
from rover_web.report.map_axes import lay_ground, map_height_in
from rover_web.report.run import Run
from rover_web.report.step_blocks import read_episode
from rover_web.report.style import (
    BLUE,
    GREEN,
    GREY,
    LIGHT_INK,
    ORANGE,
    OTHER_OUTCOME,
    OUTCOME_STYLES,
    PURPLE,
    SCALE,
    SERIES,
    VERMILION,
    new_figure,
)

ARROW_EVERY_M = 1.5
SMALL_REWARD = 0.1  # up to here the axis is linear


def plot_episode_path(run: Run, episode: int) -> Figure:
    """Draw the way of an episode coloured by speed, with the heading of the rover."""
    steps = read_episode(run.folder.steps, episode)
    world, ground = episode_ground(run, steps.text('world')[0])
    figure, ((axes,),) = new_figure(height_in=map_height_in(world) + 0.5)
    lay_ground(axes, world, ground)
    x, y, yaw = steps.number('x'), steps.number('y'), steps.number('yaw')
    axes.plot(x, y, color=LIGHT_INK, linewidth=0.6, zorder=2)
    way = axes.scatter(x, y, c=steps.number('speed'), s=9, cmap=SCALE, vmin=0.0, zorder=3)
    arrows = _spaced(steps.number('distance_travelled'))
    axes.quiver(x[arrows], y[arrows], np.cos(yaw[arrows]), np.sin(yaw[arrows]), color=VERMILION,
                angles='xy', scale_units='xy', scale=1.2, width=0.0025, zorder=4)  # fmt: skip
    outcome = steps.text('outcome')[-1]
    colour, marker = OUTCOME_STYLES.get(outcome, OTHER_OUTCOME)
    axes.plot(x[-1], y[-1], marker, color=colour, markersize=11, markeredgecolor='white', zorder=5)
    axes.set_title(f'episode {episode}: {outcome} after {len(x)} steps', fontsize=10)
    figure.colorbar(way, ax=axes, label='speed [m/s]', orientation='horizontal', shrink=0.5)
    return figure


def plot_episode_signals(run: Run, episode: int) -> Figure:
    """Draw steering, motion, attitude, reward terms, LIDAR, acceleration and slip over time."""
    steps = read_episode(run.folder.steps, episode)
    time_s = steps.number('step') * STEP_PERIOD_S
    panels = (
        _steering, _speed, _heading, _attitude, _reward, _lidar, _acceleration, _slip,
    )  # fmt: skip
    figure, grid = new_figure(len(panels), height_in=1.35 * len(panels), sharex=True)
    for axes, draw in zip(grid[:, 0], panels, strict=True):
        draw(axes, time_s, steps)
        axes.yaxis.label.set_size(8)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(fontsize=7, loc='upper left', bbox_to_anchor=(1.0, 1.0), frameon=False)
    grid[-1, 0].set_xlabel('simulated time [s]')
    return figure


def _spaced(distance_m: np.ndarray) -> np.ndarray:
    """Return the rows at which another ARROW_EVERY_M has been driven."""
    return np.flatnonzero(np.diff(np.floor(distance_m / ARROW_EVERY_M), prepend=-1.0) > 0.0)


def _steering(axes: Axes, time_s: np.ndarray, steps: Columns) -> None:
    axes.step(time_s, steps.number('steering'), where='pre', color=BLUE)
    axes.set_yticks((-1.0, 0.0, 1.0), ('right', 'straight', 'left'))
    axes.set(ylabel='steering', ylim=(-1.2, 1.2))


def _speed(axes: Axes, time_s: np.ndarray, steps: Columns) -> None:
    axes.plot(time_s, steps.number('speed'), color=GREEN)
    axes.set_ylabel('speed\n[m/s]')


def _heading(axes: Axes, time_s: np.ndarray, steps: Columns) -> None:
    axes.plot(time_s, np.degrees(np.unwrap(steps.number('yaw'))), color=PURPLE)
    axes.set_ylabel('yaw [°]')


def _attitude(axes: Axes, time_s: np.ndarray, steps: Columns) -> None:
    axes.plot(time_s, np.degrees(steps.number('roll')), color=BLUE, label='roll')
    axes.plot(time_s, np.degrees(steps.number('pitch')), color=ORANGE, label='pitch')
    axes.set_ylabel('attitude [°]')


def _reward(axes: Axes, time_s: np.ndarray, steps: Columns) -> None:
    terms = [name for name in steps.arrays if name.startswith(TERM_PREFIX)]
    axes.plot(time_s, steps.number('reward'), color=GREY, linewidth=2.5, label='reward')
    for number, name in enumerate(terms):
        axes.plot(time_s, steps.number(name), color=SERIES[number % len(SERIES)], linewidth=1.0,
                  linestyle=('-', '--', ':')[number // len(SERIES) % 3],
                  label=name.removeprefix(TERM_PREFIX))  # fmt: skip
    # What is paid once, at the end, would hide what is paid in each step.
    axes.set_yscale('symlog', linthresh=SMALL_REWARD)
    axes.set_ylabel('reward terms')


def _lidar(axes: Axes, time_s: np.ndarray, steps: Columns) -> None:
    axes.plot(time_s, steps.number('lidar_min'), color=BLUE)
    axes.axhline(CRASH_DISTANCE_M, color=VERMILION, linestyle='--', label='collision')
    axes.set(ylabel='LIDAR\nminimum [m]', ylim=(0.0, None))


def _acceleration(axes: Axes, time_s: np.ndarray, steps: Columns) -> None:
    axes.plot(time_s, steps.number('acceleration'), color=VERMILION)
    axes.set(ylabel='acceleration\n[m/s²]', ylim=(0.0, None))


def _slip(axes: Axes, time_s: np.ndarray, steps: Columns) -> None:
    axes.plot(time_s, 100.0 * steps.number('wheel_slip'), color=ORANGE)
    axes.set_ylabel('wheel slip [%]')
