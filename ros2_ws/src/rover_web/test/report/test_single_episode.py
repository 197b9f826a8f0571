"""Figures of one episode, and of what the policy wanted in it."""

import numpy as np
import pytest
from rover_web.report.columns import NothingToDrawError
from rover_web.report.probability_plots import plot_probabilities
from rover_web.report.run import Run
from rover_web.report.single_episode import plot_episode_path, plot_episode_signals


def _episode(run: Run, test: bool) -> tuple[int, int]:
    """The number of a recorded episode, and of its steps."""
    numbers = run.steps.where(run.steps.flag('test') == test).number('episode')
    return int(numbers[0]), int(np.sum(numbers == numbers[0]))


def test_the_path_has_a_point_for_each_step_and_arrows_of_heading(run: Run) -> None:
    number, n_steps = _episode(run, test=False)
    axes = plot_episode_path(run, number).axes[0]
    way, arrows = axes.collections[0], axes.collections[1]
    assert len(way.get_offsets()) == n_steps
    np.testing.assert_allclose(np.hypot(arrows.U, arrows.V), 1.0)
    assert axes.get_title().startswith(f'episode {number}: ')


def test_the_path_lies_on_the_ground_of_the_world_of_its_episode(run_elsewhere: Run) -> None:
    number, _ = _episode(run_elsewhere, test=False)
    axes = plot_episode_path(run_elsewhere, number).axes[0]
    assert axes.images[0].get_extent() == [-11.0, 11.0, -11.0, 11.0]


def test_signals_show_all_that_a_step_records(run: Run) -> None:
    number, n_steps = _episode(run, test=False)
    axes = plot_episode_signals(run, number).axes
    assert [one.get_ylabel().replace('\n', ' ') for one in axes] == [
        'steering', 'speed [m/s]', 'yaw [°]', 'attitude [°]', 'reward terms',
        'LIDAR minimum [m]', 'acceleration [m/s²]', 'wheel slip [%]',
    ]  # fmt: skip
    assert all(len(one.lines[0].get_xdata()) == n_steps for one in axes)
    assert axes[-1].lines[0].get_xdata()[0] == pytest.approx(0.3)
    terms = {text.get_text() for text in axes[4].get_legend().get_texts()}
    assert {'reward', 'progress', 'goal', 'failure'} <= terms
    assert axes[5].lines[1].get_ydata()[0] == 0.49


def test_probabilities_of_a_test_add_up_along_the_way(run: Run) -> None:
    number, n_steps = _episode(run, test=True)
    place, time = plot_probabilities(run, number).axes[:2]
    assert len(place.collections[0].get_offsets()) == n_steps
    top = time.collections[-1].get_paths()[0].vertices[:, 1].max()
    assert top == pytest.approx(100.0, abs=1e-3)
    labels = [text.get_text() for text in time.get_legend().get_texts()]
    assert labels == ['left', 'right', 'straight']


def test_training_episodes_have_no_probabilities(run: Run) -> None:
    number, _ = _episode(run, test=False)
    with pytest.raises(NothingToDrawError, match='tests record them'):
        plot_probabilities(run, number)


def test_an_episode_that_was_not_recorded_is_named(run: Run) -> None:
    with pytest.raises(NothingToDrawError, match='no steps of episode 987654'):
        plot_episode_path(run, 987654)
