"""The leaderboard keeps every trial, ranks by the best one and says what it cannot do."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from scorer.database import Database, StoreError
from scorer.episode import Episode
from scorer.gold import Gold
from scorer.leaderboard_command import app
from scorer.score import judge
from scorer.store import Store
from scorer.trial import Trial
from sqlalchemy import text
from typer.testing import CliRunner


def trial(episode: Episode, gold: Gold, **changes: object) -> Trial:
    changed = replace(episode, **changes)
    return Trial(changed, judge(changed, gold), policy_hash='f' * 64)


def fill(address: str, finished: Episode, gold: Gold) -> None:
    """Enter a slow finisher, a crash and a fast finisher whose first trial crashed."""
    store = Store(address)
    for policy, trials in (
        ('slow.onnx', [{'steps': 300}]),
        ('crash.onnx', [{'outcome': 'collision'}]),
        ('fast.onnx', [{'outcome': 'collision'}, {'steps': 190}]),
    ):
        evaluation = store.begin_evaluation(policy, 'f' * 64)
        for number, changes in enumerate(trials, start=1):
            store.add_trial(evaluation, number, trial(finished, gold, **changes))
    store.close()


def test_the_best_trial_ranks_and_those_without_a_score_come_last(
    address: str, finished: Episode, gold: Gold
) -> None:
    fill(address, finished, gold)
    ranking = Store(address).ranking()
    assert [row.policy for row in ranking] == ['fast.onnx', 'slow.onnx', 'crash.onnx']
    assert [row.policy for row in Store(address).ranking(limit=1)] == ['fast.onnx']


def test_a_trial_comes_back_with_every_field(address: str, finished: Episode, gold: Gold) -> None:
    store = Store(address)
    big_seed = 2**64 - 1
    evaluation = store.begin_evaluation('policy.onnx', 'f' * 64)
    store.add_trial(evaluation, 1, trial(finished, gold, seed=big_seed))
    row = Store(address).evaluation(evaluation).trials[0]
    assert (row.outcome, row.score, row.official) == ('reached', 9765.25, True)
    assert (row.average_acceleration, row.maximum_acceleration) == (0.25, 3.0)
    assert (row.final_distance, row.steps, row.power_left) == (0.4, 190, 1810)
    assert (row.seed, row.world, row.policy_hash) == (str(big_seed), 'mars', 'f' * 64)
    assert row.ended_at.utcoffset() is not None
    assert 'reached at the checkpoint after 190 steps' in row.summary


def test_the_ranking_can_be_kept_to_official_trials_of_a_world(
    address: str, finished: Episode, gold: Gold
) -> None:
    fill(address, finished, gold)
    store = Store(address)
    elsewhere = replace(finished, simulation=replace(finished.simulation, world='moon'))
    store.add_trial(store.begin_evaluation('moon.onnx', 'e' * 64), 1, trial(elsewhere, gold))
    assert [row.policy for row in store.ranking(world='moon')] == ['moon.onnx']
    assert 'moon.onnx' not in [row.policy for row in store.ranking(official=True)]


def test_a_trial_is_on_the_disk_before_its_evaluation_is_over(
    address: str, finished: Episode, gold: Gold
) -> None:
    store = Store(address)
    store.add_trial(store.begin_evaluation('policy.onnx', ''), 1, trial(finished, gold))
    with Database(address).reading() as other:
        assert other.scalars(text('select score from trials')).all() == [9765.25]


def test_a_trial_is_never_entered_twice(address: str, finished: Episode, gold: Gold) -> None:
    store = Store(address)
    evaluation = store.begin_evaluation('policy.onnx', '')
    store.add_trial(evaluation, 1, trial(finished, gold))
    with pytest.raises(StoreError, match='cannot be written'):
        store.add_trial(evaluation, 1, trial(finished, gold))


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / 'notes.txt').write_text('not a database, but long enough to look at' * 50)
    with pytest.raises(StoreError, match=r'notes\.txt cannot be opened: file is not a database'):
        Store(str(tmp_path / 'notes.txt'))


@pytest.mark.parametrize('address', ['nothing://host/name', 'postgresql+nodriver://h/n'])
def test_an_address_of_an_unknown_kind_is_named(address: str) -> None:
    with pytest.raises(StoreError, match='cannot be opened'):
        Store(address)


def test_an_unknown_evaluation_is_told(address: str) -> None:
    with pytest.raises(StoreError, match='has no evaluation 5'):
        Store(address).evaluation(5)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list_shows_the_ranking(
    address: str, finished: Episode, gold: Gold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('COLUMNS', '200')
    fill(address, finished, gold)
    lines = run('list', '--store', address).splitlines()
    rows = [line for line in lines if '.onnx' in line]
    assert 'fast.onnx' in rows[0]
    assert '9765.25' in rows[0]
    assert 'none' in rows[2]


def test_an_evaluation_is_shown_field_by_field(address: str, finished: Episode, gold: Gold) -> None:
    fill(address, finished, gold)
    output = run('show', '1', '--store', address)
    assert 'slow.onnx' in output
    assert 'maximum_acceleration' in output


def test_json_and_csv_hold_the_same_trials(address: str, finished: Episode, gold: Gold) -> None:
    fill(address, finished, gold)
    from_json = json.loads(run('export', 'json', '--store', address))
    from_csv = list(csv.DictReader(io.StringIO(run('export', 'csv', '--store', address))))
    assert [row['outcome'] for row in from_json] == ['reached', 'collision', 'reached', 'collision']
    assert [row['outcome'] for row in from_csv] == [row['outcome'] for row in from_json]
    assert float(from_csv[0]['score']) == from_json[0]['score'] == 9765.25


def test_reading_makes_no_store_where_there_is_none(tmp_path: Path) -> None:
    missing = tmp_path / 'none.sqlite3'
    result = CliRunner().invoke(app, ['list', '--store', str(missing)])
    assert isinstance(result.exception, StoreError)
    assert not missing.exists()
