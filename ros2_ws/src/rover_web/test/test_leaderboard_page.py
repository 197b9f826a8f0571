"""The ranking as the browser gets it, from a store that the scorer filled."""

import csv
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rover_web.leaderboard import League
from rover_web.server import Sources, create_app
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


def test_the_ranking_comes_as_csv_with_a_line_per_trial(board: League) -> None:
    client = TestClient(create_app(Sources(store=board.address)))

    reply = client.get('/api/leaderboard.csv')
    assert reply.headers['content-type'].startswith('text/csv')
    assert 'leaderboard.csv' in reply.headers['content-disposition']
    rows = list(csv.DictReader(reply.text.splitlines()))
    assert [(row['rank'], row['policy'], row['score']) for row in rows] == [
        ('1', 'strong.onnx', '9760.0'),
        ('2', 'weak.onnx', '9710.0'),
        ('2', 'weak.onnx', '9700.0'),
        ('2', 'weak.onnx', ''),
    ]
    assert (rows[3]['outcome'], rows[3]['steps'], rows[3]['world']) == ('collision', '190', 'mars')
    official = client.get('/api/leaderboard.csv', params={'official': True}).text.splitlines()
    assert [row['policy'] for row in csv.DictReader(official)] == ['weak.onnx'] * 3
    assert len(client.get('/api/leaderboard.csv?world=training_grounds').text.splitlines()) == 1


def test_without_a_store_there_is_no_csv() -> None:
    reply = TestClient(create_app(Sources())).get('/api/leaderboard.csv')

    assert reply.status_code == 503
    assert 'parameter store' in reply.json()['detail']
