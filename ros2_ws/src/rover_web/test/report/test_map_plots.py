"""Maps of what happened where, and the use of actions."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from rover_web.report.action_plots import plot_actions
from rover_web.report.columns import Columns, NothingToDrawError
from rover_web.report.map_plots import plot_action_map, plot_ends, plot_reward_map
from rover_web.report.run import Run
from rover_web.report.strip_plot import plot_last_iterations


def _cells(axes: object) -> np.ndarray:
    """The values of the cells that are drawn."""
    return axes.collections[0].get_array().compressed()  # type: ignore[attr-defined]


def test_a_map_lies_on_the_ground_of_the_world(run: Run) -> None:
    axes = plot_reward_map(run).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ('x [m]', 'y [m]')
    assert axes.images[0].get_extent() == [-47.0, 2.0, -7.0, 5.0]
    assert axes.images[0].get_array().std() > 0.01


def test_a_run_whose_world_is_gone_is_drawn_without_ground(run: Run) -> None:
    axes = plot_reward_map(replace(run, world=None)).axes[0]
    assert not axes.images
    assert len(_cells(axes)) > 1


def test_the_reward_map_has_the_mean_of_each_cell(with_steps: Callable[..., Run]) -> None:
    run = with_steps(
        x=[-10.1] * 4 + [-20.1] * 4 + [-30.1], y=-4.1, reward=[1.0, 3.0] * 2 + [5.0] * 4 + [99.0]
    )
    assert sorted(_cells(plot_reward_map(run).axes[0])) == [2.0, 5.0]  # one step is too few


def test_the_action_map_has_the_share_of_each_action(with_steps: Callable[..., Run]) -> None:
    run = with_steps(x=-10.1, y=-4.1, action=[0, 0, 0, 2])
    *maps, _ = plot_action_map(run).axes
    assert [(axes.get_title(), *_cells(axes)) for axes in maps] == [
        ('left', 75.0), ('right', 0.0), ('straight', 25.0),
    ]  # fmt: skip


def test_steps_of_other_worlds_are_not_drawn(with_steps: Callable[..., Run]) -> None:
    elsewhere = with_steps(x=[1.0, 2.0], y=0.0, reward=1.0, world=np.array(['plain'], object))
    with pytest.raises(NothingToDrawError, match='in the world of the run'):
        plot_reward_map(elsewhere)


def test_ends_show_place_cause_and_progress(with_steps: Callable[..., Run]) -> None:
    run = with_steps(
        episode=[1, 1, 2, 2], step=[1, 2, 1, 2], x=[0.0, -9.0, 0.0, -44.0], y=-4.0,
        distance_to_checkpoint=[40.0, 30.0, 40.0, 0.4],
        outcome=['driving', 'collision', 'driving', 'reached'],
    )  # fmt: skip
    axes = plot_ends(run).axes[0]
    drawn = {points.get_label(): points for points in axes.collections}
    assert drawn['collision (1)'].get_offsets().tolist() == [[-9.0, -4.0]]
    np.testing.assert_allclose(drawn['collision (1)'].get_array(), [25.0])
    np.testing.assert_allclose(drawn['reached (1)'].get_array(), [99.0])


def test_every_recorded_end_of_training_is_drawn(run: Run) -> None:
    axes = plot_ends(run).axes[0]
    ends = ~run.steps.flag('test') & (run.steps.text('outcome') != 'driving')
    assert sum(len(points.get_offsets()) for points in axes.collections) == ends.sum() > 10


def test_shares_of_actions_add_up_in_training_and_in_tests(run: Run) -> None:
    usage, reward = plot_actions(run).axes
    heights = [bar.get_height() for bar in usage.patches]
    assert sum(heights[:3]) == pytest.approx(100.0)
    assert sum(heights[3:]) == pytest.approx(100.0)
    assert [label.get_text() for label in usage.get_xticklabels()] == ['left', 'right', 'straight']
    assert reward.get_ylabel() == 'mean reward of a step'


def test_the_mean_reward_of_an_action_is_that_of_its_steps(with_steps: Callable[..., Run]) -> None:
    _, reward = plot_actions(with_steps(action=[0, 0, 1], reward=[1.0, 2.0, -1.0])).axes
    np.testing.assert_allclose([bar.get_height() for bar in reward.patches], [1.5, -1.0, np.nan])


def test_the_strip_has_a_map_for_each_of_the_last_iterations(run: Run) -> None:
    figure = plot_last_iterations(run, iterations=3)
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title().split(':')[0] for axes in shown] == ['6 k', '7 k', '8 k']
    assert all(1 <= len(axes.collections[0].get_paths()) <= 12 for axes in shown)


def test_without_steps_there_is_no_strip(run: Run) -> None:
    with pytest.raises(NothingToDrawError, match='no training steps'):
        plot_last_iterations(replace(run, steps=Columns('steps.parquet', {})))
