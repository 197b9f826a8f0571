"""Figures of how episodes went."""

from collections.abc import Callable

import numpy as np
import pytest
from rover_web.report.columns import NothingToDrawError
from rover_web.report.episode_plots import (
    plot_episode_quantities,
    plot_reward_per_episode,
    plot_success_rate,
)
from rover_web.report.run import Run


def test_reward_has_a_point_per_training_episode_and_a_mean_per_iteration(run: Run) -> None:
    (axes,) = plot_reward_per_episode(run).axes
    points, mean = axes.lines
    assert len(points.get_xdata()) == np.count_nonzero(~run.episodes.flag('test'))
    assert 1 < len(mean.get_xdata()) <= len(run.updates)
    assert axes.get_ylabel() == 'reward per episode'


def test_mean_and_deviation_are_those_of_the_iteration(with_episodes: Callable[..., Run]) -> None:
    run = with_episodes(
        {'timesteps': 100, 'total_reward': 1.0},
        {'timesteps': 1024, 'total_reward': 3.0},  # the last step of the first iteration
        {'timesteps': 1025, 'total_reward': 7.0},
        {'timesteps': 1030, 'total_reward': 100.0, 'test': True},
    )
    (axes,) = plot_reward_per_episode(run).axes
    np.testing.assert_allclose(axes.lines[1].get_ydata(), [2.0, 7.0])
    band = axes.collections[0].get_datalim(axes.transData)
    assert (band.y0, band.y1) == (1.0, 7.0)


def test_success_rate_has_the_two_marks_and_the_tests(run: Run) -> None:
    (axes,) = plot_success_rate(run).axes
    assert axes.get_ylabel() == 'reached the checkpoint [%]'
    levels = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == '--']
    assert levels == [20.0, 40.0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels[:2] == ['training', 'test: screening']


def test_success_rate_is_the_share_that_reached(with_episodes: Callable[..., Run]) -> None:
    run = with_episodes({}, {'outcome': 'collision'}, {'outcome': 'tipped'}, {})
    (axes,) = plot_success_rate(run).axes
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [50.0])


def test_scores_are_of_episodes_from_the_official_start(with_episodes: Callable[..., Run]) -> None:
    run = with_episodes({'score': 9700.0}, {'score': 9990.0, 'start_x': -40.0})
    axes = plot_episode_quantities(run).axes
    assert [one.get_ylabel() for one in axes] == [
        'steps', 'distance [m]', 'acceleration [m/s²]', 'score',
    ]  # fmt: skip
    np.testing.assert_allclose(axes[3].lines[1].get_ydata(), [9700.0])
    np.testing.assert_allclose(axes[0].lines[1].get_ydata(), [190.0])


def test_a_run_without_training_episodes_says_so(with_episodes: Callable[..., Run]) -> None:
    with pytest.raises(NothingToDrawError, match='no training episode'):
        plot_reward_per_episode(with_episodes({'test': True}))
