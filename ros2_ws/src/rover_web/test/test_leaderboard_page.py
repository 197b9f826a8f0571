"""The ranking as the browser gets it, from a store that the scorer filled."""

from pathlib import Path

import pytest
from rover_web.leaderboard import League
from scorer.episode import Episode, Simulation
from scorer.score import Verdict
from scorer.store import Store
from scorer.trial import Trial


def _trial(score: float | None, *, official: bool = True, world: str = 'mars') -> Trial:
    episode = Episode(
        episode_id='one',
        outcome='collision' if score is None else 'reached',
        seed=2**64 - 1,
        steps=190,
        simulation=Simulation(world=world),
    )
    return Trial(episode, Verdict(score=score, official=official, reason=''), policy_hash='a' * 64)


@pytest.fixture
def board(tmp_path: Path) -> League:
    """First a policy that crashed once, then a better one."""
    address = str(tmp_path / 'board.sqlite3')
    store = Store(address)
    for policy, trials in (
        ('weak.onnx', [_trial(None), _trial(9700.0), _trial(9710.0)]),
        ('strong.onnx', [_trial(9760.0, official=False)]),
    ):
        evaluation = store.begin_evaluation(policy, 'a' * 64)
        for number, trial in enumerate(trials, start=1):
            store.add_trial(evaluation, number, trial)
    store.close()
    return League(address)


def test_the_best_policy_comes_first(board: League) -> None:
    entries = board.read().entries

    assert [(entry.rank, entry.policy) for entry in entries] == [
        (1, 'strong.onnx'),
        (2, 'weak.onnx'),
    ]


def test_trials_are_best_first_and_those_without_a_score_last(board: League) -> None:
    weak = board.read().entries[1]

    assert [trial.score for trial in weak.trials] == [9710.0, 9700.0, None]


def test_only_official_trials_can_be_asked_for(board: League) -> None:
    entries = board.read(official=True).entries

    assert [entry.policy for entry in entries] == ['weak.onnx']


def test_a_world_without_trials_has_an_empty_ranking(board: League) -> None:
    answer = board.read(world='training_grounds')

    assert answer.entries == ()
    assert 'choose another world' in answer.message


def test_a_seed_of_64_bits_comes_through_whole(board: League) -> None:
    assert board.read().entries[0].trials[0].seed == str(2**64 - 1)
