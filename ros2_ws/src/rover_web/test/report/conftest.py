"""A small real run, trained once for all tests of the report, and runs with crafted rows."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from policy_trainer.environments import RunEnvironments
from policy_trainer.start_run import begin_run
from policy_trainer.train import train
from rover_web.report.columns import Columns
from rover_web.report.report_command import main
from rover_web.report.run import Run, open_run
from rover_web.report.step_blocks import block_files

SETTINGS: dict[str, Any] = {
    'total_timesteps': 8192,
    'block_updates': 4,
    'environment': {'n_rovers': 16, 'threads': 1},
    'ppo': {'n_steps': 64, 'batch_size': 256, 'n_epochs': 2},
    'network': {'hidden_sizes': [16]},
    'evaluation': {'starts': 3, 'physics': 'fast', 'step_limit': 60, 'threads': 1},
    'stop': {'success_rate': 0.0, 'consecutive': 100},
}


@pytest.fixture(scope='session')
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = begin_run(tmp_path_factory.mktemp('runs'), 'tiny', SETTINGS)
    train(run, RunEnvironments(run), threading.Event())
    return run.path


@pytest.fixture(scope='session')
def run(run_path: Path) -> Run:
    return open_run(run_path)


@pytest.fixture
def run_copy(run_path: Path, tmp_path: Path) -> Run:
    """The run in a folder of its own, to be damaged."""
    copy = tmp_path / 'runs' / 'tiny'
    copytree(run_path, copy, ignore=ignore_patterns('report'))
    return open_run(copy)


@pytest.fixture
def run_elsewhere(run_copy: Run) -> Run:
    """The run of mars with all its steps driven in its second world, the training grounds."""
    folder = run_copy.folder
    for file in block_files(folder.steps):
        table = pq.read_table(file, partitioning=None)
        names = pa.array(['training_grounds'] * table.num_rows).dictionary_encode()
        column = table.schema.get_field_index('world')
        pq.write_table(table.set_column(column, 'world', names), file)
    config = folder.config.read_text()
    folder.config.write_text(config.replace('extra_worlds: []', 'extra_worlds: [training_grounds]'))
    return open_run(folder.path)


def _episode(**fields: Any) -> dict[str, Any]:
    """A training episode that drove from the official start of mars to the checkpoint."""
    return {
        'timesteps': 100, 'episode': 1, 'test': False, 'world': 'mars', 'outcome': 'reached',
        'steps': 190, 'score': 9760.0, 'total_reward': 10.0, 'distance_travelled': 44.6,
        'average_linear_acceleration': 0.3, 'final_distance_to_checkpoint': 0.4,
        'start_x': -0.1705, 'start_y': 0.1143,
    } | fields  # fmt: skip


@pytest.fixture
def with_episodes(run: Run) -> Callable[..., Run]:
    """Return a function that gives the run other episodes, each told by how it differs."""

    def make(*episodes: dict[str, Any]) -> Run:
        rows = [_episode(episode=number, **fields) for number, fields in enumerate(episodes, 1)]
        return replace(run, episodes=Columns.of_records('episodes.jsonl', rows))

    return make


@pytest.fixture
def with_steps(run: Run) -> Callable[..., Run]:
    """Return a function that gives the run other steps: columns by name."""

    def make(**columns: Any) -> Run:
        n_rows = max(len(np.atleast_1d(values)) for values in columns.values())
        rows = {'world': 'mars', 'test': False, 'outcome': 'driving', 'step': 1} | columns
        arrays = {
            name: np.broadcast_to(np.asarray(values, object if name == 'outcome' else None), n_rows)
            for name, values in rows.items()
        }
        return replace(run, steps=Columns('steps.parquet', arrays))

    return make


@pytest.fixture
def report_command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return a function that runs ``report`` with arguments and returns its exit code."""

    def run(*arguments: str) -> int:
        monkeypatch.setattr('sys.argv', ['report', *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return run
