"""A2C and DQN: they learn the corridor, resume to the bit and export as PPO does."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import pytest
import torch
from policy_trainer.config_file import ConfigError, make_config, merge_settings, read_preset
from policy_trainer.environments import Environments
from policy_trainer.episodes import read_ends
from policy_trainer.run_folder import RunFolder, run_folder
from policy_trainer.train import train
from policy_trainer.training_result import EndReason, TrainingResult

TINY = {
    'block_updates': 2,
    'environment': {'n_rovers': 8},
    'ppo': {'n_steps': 32, 'batch_size': 64},
    'a2c': {'learning_rate': 3e-3},
    'dqn': {
        'learning_rate': 3e-3,
        'learning_starts': 300,
        'buffer_size': 2000,
        'batch_size': 64,
        'target_update_timesteps': 200,
        'gamma': 0.9,
    },
    'network': {'hidden_sizes': [16]},
    'evaluation': {'starts': 20, 'first_timesteps': 0},
}
ALGORITHMS = ('a2c', 'dqn')


def _run(runs_dir: Path, name: str, algorithm: str, **settings: Any) -> RunFolder:  # noqa: ANN401
    run = run_folder(runs_dir, name, 'mars')
    run.start(
        make_config(merge_settings(TINY, {'algorithm': algorithm}, settings)),
        b'def reward_function(self): ...\n',
    )
    return run


def _train(run: RunFolder, environments: Environments, stop_at: int = 10**9) -> TrainingResult:
    stop = threading.Event()
    return train(run, environments, stop, lambda p: stop.set() if p.timesteps >= stop_at else None)


@pytest.mark.parametrize('algorithm', ALGORITHMS)
def test_it_learns_to_reach_the_end_and_exports_what_drives(
    tmp_path: Path, environments: Environments, algorithm: str
) -> None:
    run = _run(tmp_path, 'a', algorithm, total_timesteps=6000, stop={'consecutive': 100})
    _train(run, environments)
    reached = [end.reached for end in read_ends(run.episodes)]
    assert sum(reached[:100]) < 50
    assert sum(reached[-100:]) > 80
    metadata = {p.key: p.value for p in onnx.load(run.policy).metadata_props}
    assert metadata['jezero.algorithm'] == algorithm.upper()
    assert json.loads(metadata['jezero.action_names']) == ['left', 'right', 'straight']
    assert f'learned with | {algorithm.upper()}' in run.model_card.read_text()


@pytest.mark.parametrize('algorithm', ALGORITHMS)
def test_a_resumed_run_equals_an_uninterrupted_one_to_the_bit(
    tmp_path: Path,
    environments: Environments,
    assert_same_run: Callable[[RunFolder, RunFolder], None],
    monkeypatch: pytest.MonkeyPatch,
    algorithm: str,
) -> None:
    monkeypatch.setattr('policy_trainer.train.PROGRESS_PERIOD_S', 0.0)
    endless = {'total_timesteps': 2048, 'stop': {'success_rate': 1.0, 'consecutive': 100}}
    whole, parts = (_run(tmp_path, name, algorithm, **endless) for name in 'ab')
    assert _train(whole, environments).reason == EndReason.STEP_LIMIT
    assert _train(parts, environments, stop_at=1200).reason == EndReason.STOPPED
    torch.manual_seed(99)
    _train(parts, environments)
    assert_same_run(whole, parts)


def test_what_a_dqn_has_seen_is_only_in_the_checkpoint_to_resume_from(
    tmp_path: Path, environments: Environments
) -> None:
    run = _run(tmp_path, 'a', 'dqn', total_timesteps=1024)
    _train(run, environments)
    assert 'memory' in torch.load(run.last_checkpoint, weights_only=True)
    assert 'memory' not in torch.load(run.best_checkpoint, weights_only=True)


@pytest.mark.parametrize('name', ['a2c', 'dqn', 'original'])
def test_a_preset_is_a_whole_configuration(name: str) -> None:
    config = make_config(read_preset(name))
    assert config.algorithm == (name if name in ALGORITHMS else 'ppo')


def test_a_dqn_cannot_learn_from_servers() -> None:
    with pytest.raises(ConfigError, match='dqn cannot use environment.servers'):
        make_config({'algorithm': 'dqn', 'environment': {'servers': ['env_1']}})
