"""Beginning with the weights of another run: they are taken whole, or refused by name."""

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import torch
from policy_trainer.config_file import Settings, merge_settings
from policy_trainer.environments import Environments
from policy_trainer.run_folder import RunError, RunFolder
from policy_trainer.start_run import begin_run
from policy_trainer.train import train
from policy_trainer.training_result import EndReason


@pytest.fixture(scope='module')
def first(
    tmp_path_factory: pytest.TempPathFactory, tiny_run: Settings, environments: Environments
) -> RunFolder:
    run = begin_run(tmp_path_factory.mktemp('runs'), 'first', tiny_run)
    train(run, environments, threading.Event())
    return run


def _checkpoint(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = torch.load(path, weights_only=True)
    return content


def test_a_run_begins_with_the_best_weights_of_another_and_then_needs_it_no_more(
    tmp_path: Path, tiny_run: Settings, environments: Environments, first: RunFolder
) -> None:
    shutil.copytree(first.path, tmp_path / 'first')
    other = {'begin_with': 'first', 'reward': 'sparse', 'environment': {'physics': 'full'}}
    run = begin_run(tmp_path, 'second', merge_settings(tiny_run, other))
    weights = _checkpoint(first.best_checkpoint)['policy']
    shutil.rmtree(tmp_path / 'first')

    at_once = threading.Event()
    at_once.set()
    assert train(run, environments, at_once).reason == EndReason.STOPPED
    begun = _checkpoint(run.last_checkpoint)
    assert begun['counters']['timesteps'] == 0
    assert begun['optimizer']['state'] == {}
    assert all(torch.equal(weights[name], begun['policy'][name]) for name in weights)

    run.first_weights.unlink()
    assert train(run, environments, threading.Event()).timesteps == 1024
    assert run.read_config().begin_with == 'first'


@pytest.mark.parametrize(
    ('settings', 'expected'),
    [
        ({'network': {'hidden_sizes': [8, 16]}}, "needs 'actor-critic, 8 x 16, tanh'"),
        ({'network': {'activation': 'relu'}}, "needs 'actor-critic, 16, relu'"),
        ({'algorithm': 'dqn'}, "needs 'Q-network, 16, tanh'"),
    ],
)
def test_weights_for_another_network_are_refused_by_name(
    tmp_path: Path, tiny_run: Settings, first: RunFolder, settings: Settings, expected: str
) -> None:
    chosen = {'begin_with': str(first.last_checkpoint)}
    with pytest.raises(RunError, match=f"network 'actor-critic, 16, tanh', this run {expected}"):
        begin_run(tmp_path, 'second', merge_settings(tiny_run, chosen, settings))
    assert not (tmp_path / 'second').exists()


def test_weights_for_another_layout_are_refused_by_name(
    tmp_path: Path, tiny_run: Settings, first: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr('policy_trainer.checkpoint.spec_checksum', lambda: 'another')
    with pytest.raises(RunError, match="layout .spec. '[0-9a-f]{64}', this run needs 'another'"):
        begin_run(tmp_path, 'second', tiny_run | {'begin_with': str(first.path)})


def test_weights_that_are_not_there_are_named(tmp_path: Path, tiny_run: Settings) -> None:
    with pytest.raises(RunError, match="run 'first' has no checkpoint"):
        begin_run(tmp_path, 'second', tiny_run | {'begin_with': 'first'})
