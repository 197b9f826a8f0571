"""The command ``evaluate_policy``: drives a policy file, or says what is wrong with it."""

from pathlib import Path

import pytest
import typer
from gymnasium.spaces import Discrete
from policy_trainer.config import NetworkConfig
from policy_trainer.evaluate_cli import evaluate_policy
from policy_trainer.export import export_policy
from policy_trainer.network import ExportedPolicy, policy_arguments
from rover_env.spaces import observation_space
from rover_env.spec import spec_checksum
from stable_baselines3.common.policies import ActorCriticPolicy
from typer.testing import CliRunner

APP = typer.Typer()
APP.command()(evaluate_policy)


def _policy_file(folder: Path, checksum: str) -> Path:
    arguments = policy_arguments(NetworkConfig(hidden_sizes=(4,)), adam_epsilon=1e-5)
    policy = ActorCriticPolicy(observation_space(), Discrete(3), lambda _: 1e-3, **arguments)
    path = folder / 'policy.onnx'
    export_policy(ExportedPolicy(policy), {'jezero.spec_checksum': checksum}, path)
    return path


def test_it_tells_how_all_episodes_ended(tmp_path: Path) -> None:
    path = _policy_file(tmp_path, spec_checksum())
    result = CliRunner().invoke(APP, [str(path), '--physics', 'fast', '--starts', '3'])
    assert result.exit_code == 0
    assert 'of 3 starts' in result.output


@pytest.mark.parametrize(
    ('arguments', 'expected'),
    [
        (['none.onnx'], 'none.onnx cannot be read'),
        ([__file__], 'is not an ONNX file'),
        (['policy.onnx', '--world', 'venus'], "no world is called 'venus'"),
        (['policy.onnx', '--physics', 'slow'], "no physics is called 'slow'"),
        (['old.onnx'], 'was made for another layout of observations'),
    ],
)
def test_a_mistake_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    _policy_file(tmp_path, '0' * 64).rename(tmp_path / 'old.onnx')
    _policy_file(tmp_path, spec_checksum())
    result = CliRunner().invoke(APP, arguments)
    assert result.exit_code == 1
    assert expected in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
