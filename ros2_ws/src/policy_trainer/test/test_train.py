"""Training as a whole, in a task of a few steps: ends, files, repeatability, resuming."""

import hashlib
import json
import math
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from policy_trainer.config_file import Settings, make_config, merge_settings
from policy_trainer.environments import Environments
from policy_trainer.json_lines import read_json_lines
from policy_trainer.progress import TrainingProgress
from policy_trainer.run_folder import RunError, RunFolder, run_folder
from policy_trainer.train import train
from policy_trainer.training_result import EndReason, TrainingResult
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

Drive = Callable[..., TrainingResult]
Comparison = Callable[[RunFolder, RunFolder], None]

REWARD = b'def reward_function(self): ...\n'
TINY: Settings = {
    'total_timesteps': 2048,
    'block_updates': 2,
    'environment': {'n_rovers': 8},
    'ppo': {'n_steps': 32, 'batch_size': 64, 'n_epochs': 4, 'learning_rate': 3e-3},
    'network': {'hidden_sizes': [16]},
    'evaluation': {'starts': 20, 'first_timesteps': 0},
    'stop': {'success_rate': 1.0, 'consecutive': 100},
}


def _run(runs_dir: Path, name: str, **settings: Any) -> RunFolder:  # noqa: ANN401
    run = run_folder(runs_dir, name, 'mars')
    run.start(make_config(merge_settings(TINY, settings)), REWARD)
    return run


@pytest.fixture
def drive(environments: Environments, monkeypatch: pytest.MonkeyPatch) -> Drive:
    """Train in the corridor; ``stop_at`` asks to stop once that many steps are reported."""
    monkeypatch.setattr('policy_trainer.train.PROGRESS_PERIOD_S', 0.0)

    def drive_run(run: RunFolder, stop_at: float = math.inf) -> TrainingResult:
        stop = threading.Event()

        def watch(progress: TrainingProgress) -> None:
            if progress.timesteps >= stop_at:
                stop.set()

        return train(run, environments, stop, watch)

    return drive_run


def _weights(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = torch.load(path, weights_only=True)
    return content


def test_a_policy_is_learned_tested_and_exported(tmp_path: Path, drive: Drive) -> None:
    run = _run(tmp_path, 'a', total_timesteps=100_000, stop={'consecutive': 1})
    result = drive(run)
    assert (result.reason, result.policy_exported) == (EndReason.SOLVED, True)
    metadata = {p.key: p.value for p in onnx.load(run.policy).metadata_props}
    assert metadata['jezero.timesteps'] == str(result.timesteps)
    assert '20 reached of 20 starts' in run.model_card.read_text(encoding='utf-8')


def test_a_policy_names_its_seed_its_reward_and_the_commit_of_the_source(
    tmp_path: Path, drive: Drive
) -> None:
    run = _run(tmp_path, 'a', total_timesteps=512, seed=5)
    drive(run)
    metadata = {p.key: p.value for p in onnx.load(run.policy).metadata_props}
    assert metadata['jezero.seed'] == '5'
    assert metadata['jezero.reward_sha256'] == hashlib.sha256(REWARD).hexdigest()
    command = ['git', '-C', str(Path(__file__).parent), 'rev-parse', 'HEAD']
    answer = subprocess.run(command, capture_output=True, text=True)
    commit = answer.stdout.strip() or 'unknown'  # a copy without its history has none
    assert metadata['jezero.commit'].removesuffix('-dirty') == commit
    assert f'commit {metadata["jezero.commit"]}' in run.model_card.read_text(encoding='utf-8')


def test_the_step_limit_ends_training_with_the_best_policy_exported(
    tmp_path: Path, drive: Drive
) -> None:
    run = _run(tmp_path, 'a', total_timesteps=600, stop={'success_rate': 1.0})
    result = drive(run)
    assert (result.reason, result.timesteps) == (EndReason.STEP_LIMIT, 1024)
    assert run.policy.exists()


def test_the_time_limit_ends_training_with_a_policy_exported(tmp_path: Path, drive: Drive) -> None:
    run = _run(tmp_path, 'a', stop={'wall_time_s': 0.001})
    result = drive(run)
    assert result.reason == EndReason.TIME_LIMIT
    assert run.policy.exists()


def test_every_file_of_the_run_is_written(tmp_path: Path, drive: Drive) -> None:
    run = _run(tmp_path, 'a', total_timesteps=1024)
    drive(run)
    metrics = list(read_json_lines(run.metrics))
    assert any('train/loss' in record for record in metrics)
    assert any('screening/success_rate' in record for record in metrics)
    episodes = list(read_json_lines(run.episodes))
    assert {'outcome', 'steps', 'score', 'total_reward'} <= episodes[0].keys()
    assert {'level', 'message', 'node', 'sim_time', 'time'} == json.loads(
        run.log.read_text().splitlines()[0]
    ).keys()
    assert run.best_checkpoint.exists()


def test_tensorboard_shows_the_same_numbers_as_the_metrics(tmp_path: Path, drive: Drive) -> None:
    run = _run(tmp_path, 'a', total_timesteps=1024)
    drive(run)
    events = EventAccumulator(str(run.tensorboard))
    events.Reload()
    shown = [(event.step, event.value) for event in events.Scalars('train/loss')]
    updates = [record for record in read_json_lines(run.metrics) if 'train/loss' in record]
    written = [(record['timesteps'], record['train/loss']) for record in updates]
    assert len(shown) == 4
    assert dict(shown) == pytest.approx(dict(written))


def test_the_same_seed_gives_the_same_run(
    tmp_path: Path, drive: Drive, assert_same_run: Comparison
) -> None:
    first, second = _run(tmp_path, 'a'), _run(tmp_path, 'b')
    drive(first)
    np.random.default_rng().random()
    drive(second)
    assert_same_run(first, second)


def test_another_seed_gives_other_weights(tmp_path: Path, drive: Drive) -> None:
    first, second = (
        _run(tmp_path, 'a', total_timesteps=512),
        _run(tmp_path, 'b', total_timesteps=512, seed=1),
    )
    drive(first)
    drive(second)
    one, two = _weights(first.last_checkpoint), _weights(second.last_checkpoint)
    assert not torch.equal(one['policy']['action_net.weight'], two['policy']['action_net.weight'])


@pytest.mark.parametrize('stop_at', [0, 100, 1200])
def test_a_resumed_run_equals_an_uninterrupted_one_to_the_bit(
    tmp_path: Path, drive: Drive, assert_same_run: Comparison, stop_at: int
) -> None:
    whole, parts = _run(tmp_path, 'a'), _run(tmp_path, 'b')
    drive(whole)
    assert drive(parts, stop_at).reason == EndReason.STOPPED
    torch.manual_seed(99)
    drive(parts)
    assert_same_run(whole, parts)


def test_a_checkpoint_of_another_network_is_refused_in_one_sentence(
    tmp_path: Path, drive: Drive
) -> None:
    run = _run(tmp_path, 'a', total_timesteps=512)
    drive(run)
    run.config.write_text(run.config.read_text().replace('- 16', '- 17'), encoding='utf-8')
    with pytest.raises(
        RunError, match="network 'actor-critic, 16, tanh', this run needs 'actor-critic, 17, tanh'"
    ):
        drive(run)


def test_a_damaged_checkpoint_is_refused_in_one_sentence(tmp_path: Path, drive: Drive) -> None:
    run = _run(tmp_path, 'a', total_timesteps=512)
    run.last_checkpoint.write_bytes(b'no checkpoint')
    with pytest.raises(RunError, match='last.pt is no checkpoint'):
        drive(run)
