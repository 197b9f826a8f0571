"""Tests of a policy: fair to long episodes, cut short when they are decided."""

import numpy as np
import pytest
from policy_trainer.episodes import EpisodeEnd
from policy_trainer.evaluate import Evaluation, evaluate
from rover_env.spec import ACTION_NAMES

STRAIGHT = ACTION_NAMES.index('straight')
LEFT = ACTION_NAMES.index('left')


def _certain(actions):
    return actions, np.eye(len(ACTION_NAMES), dtype=np.float32)[actions]


def _straight(observations):
    return _certain(np.full(len(observations), STRAIGHT))


def _left(observations):
    return _certain(np.full(len(observations), LEFT))


def _by_row(observations):
    return _certain(np.where(np.arange(len(observations)) == 0, LEFT, STRAIGHT))


def _end(outcome: str, steps: int) -> EpisodeEnd:
    return EpisodeEnd(outcome, steps, 40.0, 0.5, 0.0, 1.0)


def test_every_start_counts_once_however_the_environments_share_them(corridor) -> None:
    result = evaluate(corridor, _straight, 7, seed=0, step_limit=20, max_failures=7)
    assert len(result.episodes) == 7
    assert result.success_rate == 1.0


def test_quick_failures_get_no_more_weight_than_long_successes(corridor) -> None:
    result = evaluate(corridor, _by_row, 9, seed=0, step_limit=20, max_failures=9)
    assert result.success_rate == pytest.approx(6 / 9)


def test_the_same_seed_gives_the_same_result_and_another_seed_another(corridor) -> None:
    results = [
        evaluate(corridor, _straight, 9, seed, step_limit=20, max_failures=9) for seed in (3, 3, 4)
    ]
    assert results[0] == results[1] != results[2]


def test_it_ends_once_too_many_have_failed(corridor) -> None:
    result = evaluate(corridor, _left, 300, seed=0, step_limit=20, max_failures=2)
    assert 3 <= len(result.episodes) < 10
    assert result.success_rate == 0.0


def test_a_start_not_driven_to_an_end_counts_as_failed(corridor) -> None:
    result = evaluate(corridor, _straight, 3, seed=0, step_limit=2, max_failures=3)
    assert result.success_rate < 1.0
    assert 'not driven to an end' in result.summary()


def test_it_ends_when_told_to(corridor) -> None:
    result = evaluate(
        corridor,
        _straight,
        30,
        seed=0,
        step_limit=20,
        max_failures=9,
        go_on=lambda ended: ended < 4,
    )
    assert 4 <= len(result.episodes) < 10


def test_the_mean_score_is_of_the_episodes_that_have_one() -> None:
    result = Evaluation((_end('reached', 100), _end('reached', 200), _end('collision', 10)), 4)
    assert result.mean_score == 10_000.0 - 150.0 - 40.0 - 0.5
    assert result.success_rate == 0.5
    assert result.summary() == (
        '2 reached, 1 collision of 4 starts, 1 not driven to an end, mean score 9809.5'
    )
