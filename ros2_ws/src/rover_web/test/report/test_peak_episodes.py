"""Episodes that stand out, and the warning about the reward."""

from collections.abc import Callable

import numpy as np
import pytest
from rover_web.report.columns import NothingToDrawError
from rover_web.report.peak_episodes import find_peaks, rank_correlation, reward_warning
from rover_web.report.reward_plots import plot_reward_against_score, plot_reward_histogram
from rover_web.report.run import Run

CRASHED = {'outcome': 'collision', 'score': None, 'final_distance_to_checkpoint': 20.0}


def test_the_best_the_furthest_and_the_most_rewarded(with_episodes: Callable[..., Run]) -> None:
    run = with_episodes(
        {'score': 9700.0, 'total_reward': 9.0, 'final_distance_to_checkpoint': 0.1},
        {'score': 9762.0, 'total_reward': 9.5},
        CRASHED | {'total_reward': 12.0},
    )
    peaks = {peak.title: peak.episode for peak in find_peaks(run)}
    assert peaks == {'best scored': 2, 'furthest': 1, 'most rewarded': 3}


def test_episodes_that_began_elsewhere_do_not_count(with_episodes: Callable[..., Run]) -> None:
    near_goal = {'start_x': -43.0, 'score': 9999.0, 'final_distance_to_checkpoint': 0.0}
    run = with_episodes({}, near_goal | {'total_reward': 99.0})
    assert {peak.episode for peak in find_peaks(run)} == {1}
    with pytest.raises(NothingToDrawError, match='near the official start'):
        find_peaks(with_episodes(near_goal))


def test_no_warning_if_the_most_rewarded_is_the_best(with_episodes: Callable[..., Run]) -> None:
    run = with_episodes({'score': 9762.0, 'total_reward': 10.1}, {'score': 9750.0})
    assert reward_warning(find_peaks(run)) == ''


def test_no_warning_before_any_episode_has_a_score(with_episodes: Callable[..., Run]) -> None:
    assert reward_warning(find_peaks(with_episodes(CRASHED))) == ''


def test_a_warning_if_a_crash_is_paid_most(with_episodes: Callable[..., Run]) -> None:
    warning = reward_warning(find_peaks(with_episodes({}, CRASHED | {'total_reward': 12.0})))
    assert 'has no score: it ended as collision, paid 12.00' in warning


def test_a_warning_if_a_worse_score_is_paid_more(with_episodes: Callable[..., Run]) -> None:
    run = with_episodes({'score': 9762.0}, {'score': 9700.0, 'total_reward': 11.0})
    assert 'it scored 9700.0 for 11.00, the best 9762.0 for 10.00' in reward_warning(
        find_peaks(run)
    )


def test_reward_against_score_draws_those_with_a_score(with_episodes: Callable[..., Run]) -> None:
    run = with_episodes(
        {'score': 9700.0, 'total_reward': 8.0}, {'score': 9750.0, 'total_reward': 9.0},
        {'score': 9760.0, 'test': True}, CRASHED,
    )  # fmt: skip
    scored, rest = plot_reward_against_score(run).axes
    assert [len(line.get_xdata()) for line in scored.lines] == [2, 1]
    assert scored.get_title() == 'reached: rank correlation 1.00'
    assert sum(bar.get_height() for bar in rest.patches) == 1


def test_rank_correlation_is_of_ranks() -> None:
    assert rank_correlation(np.array([1.0, 2.0, 30.0]), np.array([9.0, 5.0, 4.0])) == -1.0
    assert np.isnan(rank_correlation(np.array([1.0, 2.0]), np.array([1.0, 2.0])))


def test_histograms_count_every_training_episode_and_step(run: Run) -> None:
    episodes, steps = plot_reward_histogram(run).axes
    n_training = np.count_nonzero(~run.episodes.flag('test'))
    assert sum(bar.get_height() for bar in episodes.patches) == n_training
    assert sum(bar.get_height() for bar in steps.patches) == len(run.steps)
    assert steps.get_yscale() == 'log'
