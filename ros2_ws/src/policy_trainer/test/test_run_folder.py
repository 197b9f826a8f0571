"""Run folders: never two runs in one, readable after a kill, honest about what is missing."""

import os
from pathlib import Path

import pytest
from policy_trainer.config_file import make_config
from policy_trainer.json_lines import JsonLinesWriter, keep_before_block, read_json_lines
from policy_trainer.run_folder import RunError, RunFolder, existing_run, run_folder
from rover_env.atomic_file import write_text

REWARD = b'def reward_function(self):\n    return 0.0, False\n'


def _started(runs_dir: Path, name: str) -> RunFolder:
    run = run_folder(runs_dir, name, 'mars')
    run.start(make_config({'seed': 3}), REWARD)
    return run


def test_a_new_run_keeps_its_configuration_and_its_reward(tmp_path: Path) -> None:
    run = _started(tmp_path, 'first')
    assert run.read_config().seed == 3
    assert run.reward.read_bytes() == REWARD


def test_a_run_is_never_begun_twice(tmp_path: Path) -> None:
    _started(tmp_path, 'first')
    with pytest.raises(RunError, match='already exists .* --resume first'):
        _started(tmp_path, 'first')


def test_a_folder_with_only_config_and_reward_is_one_to_start_from(tmp_path: Path) -> None:
    (tmp_path / 'idea').mkdir()
    write_text(tmp_path / 'idea' / 'config.yaml', 'seed: 9\n')
    run = run_folder(tmp_path, 'idea', 'mars')
    assert not run.is_started
    run.start(run.read_config(), REWARD)
    assert run.read_config().seed == 9


def test_an_empty_name_gives_a_new_folder_each_time(tmp_path: Path) -> None:
    first = run_folder(tmp_path, '', 'mars')
    first.start(make_config(), REWARD)
    assert run_folder(tmp_path, '', 'mars').path != first.path


@pytest.mark.parametrize('name', ['..', 'a/b', '-x', 'a b', '.hidden'])
def test_a_name_that_is_no_folder_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RunError, match='needs letters'):
        run_folder(tmp_path, name, 'mars')


def test_resuming_an_unknown_run_lists_those_that_are_there(tmp_path: Path) -> None:
    write_text(_started(tmp_path, 'first').last_checkpoint, '')
    with pytest.raises(RunError, match="'other' has no checkpoint .*: first"):
        existing_run(tmp_path, 'other')


def test_a_run_is_found_by_name_and_by_path(tmp_path: Path) -> None:
    run = _started(tmp_path, 'first')
    write_text(run.last_checkpoint, '')
    assert existing_run(tmp_path, 'first').path == run.path
    assert existing_run(Path('elsewhere'), str(run.path)).path == run.path


def test_two_processes_cannot_train_one_run(tmp_path: Path) -> None:
    run = _started(tmp_path, 'first')
    held = run.lock()
    with pytest.raises(RunError, match='being trained by another process'):
        run.lock()
    os.close(held)
    os.close(run.lock())


def test_rewinding_keeps_only_earlier_blocks_and_drops_a_line_cut_short(tmp_path: Path) -> None:
    path = tmp_path / 'metrics.jsonl'
    writer = JsonLinesWriter(path)
    for block in (0, 1, 1, 2):
        writer.write({'block': block, 'loss': float('nan')})
    writer.close()
    with path.open('a', encoding='utf-8') as file:
        file.write('{"block": 2, "lo')
    keep_before_block(path, 1)
    assert list(read_json_lines(path)) == [{'block': 0, 'loss': None}]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / 'file'
    write_text(path, 'old')
    with pytest.raises(UnicodeEncodeError):
        write_text(path, '\ud800')
    assert path.read_text() == 'old'
    assert list(tmp_path.iterdir()) == [path]
