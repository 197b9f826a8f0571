"""The command hands in policies and shows the ranking, for people and for programs."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from scorer.database import Database, StoreError
from scorer.leaderboard_command import app
from scorer.submission_check import SubmissionError
from scorer.submission_queue import SubmissionQueue
from scorer.trial import Trial
from typer.testing import CliRunner


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('COLUMNS', '200')


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list_shows_the_ranking(filled: str) -> None:
    rows = [line for line in run('list', '--store', filled).splitlines() if '.onnx' in line]
    assert 'fast.onnx' in rows[0]
    assert '9765.25' in rows[0]
    assert 'none' in rows[2]


def test_the_list_fits_a_terminal_of_80_columns(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('COLUMNS', '80')
    lines = run('list', '--store', filled).splitlines()
    rows = [line for line in lines if '.onnx' in line]
    assert max(map(len, lines)) <= 80
    assert [row.split()[0] for row in rows] == ['1', '2', '3']  # a row is one line


def test_an_evaluation_is_shown_field_by_field(filled: str) -> None:
    output = run('show', 1, '--store', filled)
    assert 'slow.onnx' in output
    assert 'maximum_acceleration' in output
    assert json.loads(run('show', 1, '--store', filled, '--json'))['policy'] == 'slow.onnx'


def test_json_and_csv_hold_the_same_trials(filled: str) -> None:
    from_json = json.loads(run('export', 'json', '--store', filled))
    from_csv = list(csv.DictReader(io.StringIO(run('export', 'csv', '--store', filled))))
    assert [row['outcome'] for row in from_json] == ['reached', 'collision', 'reached', 'collision']
    assert [row['outcome'] for row in from_csv] == [row['outcome'] for row in from_json]
    assert float(from_csv[0]['score']) == from_json[0]['score'] == 9765.25
    assert json.loads(run('list', '--store', filled, '--json')) == from_json


def test_reading_makes_no_store_where_there_is_none(tmp_path: Path) -> None:
    missing = tmp_path / 'none.sqlite3'
    result = CliRunner().invoke(app, ['list', '--store', str(missing)])
    assert isinstance(result.exception, StoreError)
    assert not missing.exists()


def test_a_policy_is_handed_in_once_and_followed_to_its_place(
    tmp_path: Path, save_policy: Callable[..., Path], make_trial: Callable[..., Trial]
) -> None:
    store, policy = tmp_path / 'board.sqlite3', save_policy()
    reward = tmp_path / 'reward.py'
    reward.write_text('def reward_function(self): ...')
    submit = ('submit', policy, '--reward', reward, '--description=[b]Low', '--store', store)
    assert run(*submit, '--name', 'Ann [x]') == 'submission 1 (Ann [x]): queued, 0 before it\n'
    again = json.loads(run(*submit, '--name', 'Bob', '--json'))
    assert again['duplicate']
    assert (again['submission']['id'], again['submission']['name']) == (1, 'Ann [x]')
    assert again['submission']['reward'] == reward.read_text()
    assert 'Ann [x]' in run('list', '--store', store)
    assert 'queued, 0 before it' in run('list', '--store', store)

    queue = SubmissionQueue(Database(str(store)))
    claim = queue.claim('worker')
    assert claim is not None
    queue.begin_trial(claim, 1)
    assert 'running, trial 1 of 3' in run('show', 1, '--store', store)
    queue.add_trial(claim, 1, make_trial())
    queue.finish(claim)
    shown = run('show', 1, '--store', store)
    assert 'done, best score 9765.25' in shown
    assert '[b]Low' in shown
    assert 'not done' not in run('list', '--store', store)


def test_a_refused_submission_is_one_sentence(tmp_path: Path) -> None:
    arguments = ['submit', 'missing.onnx', '--name', 'Ann', '--store', str(tmp_path / 'b.sqlite3')]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, SubmissionError)
    assert str(result.exception) == (
        'policy missing.onnx does not exist; give the path of an ONNX file'
    )
