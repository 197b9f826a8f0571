"""Trials come back as they were kept, and what holds none is refused in one sentence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from scorer.recorded_trial import SourceError, read_trials
from scorer.results_file import write_results
from scorer.store import Store
from scorer.trial import Trial
from scorer.trial_record import RECORD_FIELDS, to_record


@pytest.fixture
def results(tmp_path: Path, make_trial: Callable[..., Trial]) -> Path:
    file = tmp_path / 'runs' / 'results.json'
    write_results(file, [make_trial(), make_trial(seed=3, steps=191)])
    return file


def test_a_record_has_all_fields(make_trial: Callable[..., Trial]) -> None:
    assert tuple(to_record(make_trial())) == RECORD_FIELDS


def test_the_trials_of_a_results_file_come_back_in_the_order_driven(
    results: Path, make_trial: Callable[..., Trial]
) -> None:
    first, second = read_trials(str(results), store='')
    assert first.record == to_record(make_trial())
    assert (second.record['seed'], second.record['steps']) == (3, 191)
    assert second.source == f'{results}, trial 2'


def test_the_same_trials_give_the_same_bytes(
    results: Path, make_trial: Callable[..., Trial]
) -> None:
    before = results.read_bytes()
    write_results(results, [make_trial(), make_trial(seed=3, steps=191)])
    assert results.read_bytes() == before


def test_a_trial_of_the_leaderboard_is_found_by_its_episode(
    tmp_path: Path, make_trial: Callable[..., Trial]
) -> None:
    board = str(tmp_path / 'board.sqlite3')
    store = Store(board)
    trial = make_trial(seed=2**64 - 1)
    store.add_trial(store.begin_evaluation('policy.onnx', 'f' * 64), 1, trial)
    (found,) = read_trials(trial.episode.episode_id, board)
    expected = to_record(trial) | {'policy': 'policy.onnx', 'start': None}
    assert found.record == expected


@pytest.mark.parametrize('content', ['', '[]', '{"trials": 3}', '{"trials": ["one"]}', 'trials'])
def test_what_is_no_results_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / 'results.json'
    file.write_text(content)
    with pytest.raises(SourceError, match='results.json is no results file'):
        read_trials(str(file), store='')


def test_a_field_that_is_missing_is_named(results: Path) -> None:
    records = json.loads(results.read_text())
    del records['trials'][1]['seed']
    results.write_text(json.dumps(records))
    with pytest.raises(SourceError, match='trial 2 has no seed'):
        read_trials(str(results), store='')


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for name in ('none.json', 'none.mcap'):
        with pytest.raises(SourceError, match=f'{name} cannot be read: No such file'):
            read_trials(str(tmp_path / name), store='')
