"""The command ``train``: help, and one sentence for each mistake."""

from pathlib import Path

import pytest
from policy_trainer.train_cli import app
from typer.testing import CliRunner

RUNNER = CliRunner()


def _run(*arguments: str):
    return RUNNER.invoke(app, list(arguments))


def test_help_names_every_option() -> None:
    result = _run('--help')
    assert result.exit_code == 0
    for option in ('--run', '--config', '--preset', '--set', '--resume', '--runs-dir'):
        assert option in result.output


@pytest.mark.parametrize(
    ('arguments', 'expected'),
    [
        (['--set', 'sed=1'], 'sed is not a setting; did you mean seed?'),
        (['--set', 'ppo.gamma=2'], 'ppo.gamma is 2; needs less than or equal to 1'),
        (['--set', 'seed'], 'needs the form NAME=VALUE'),
        (['--set', 'world=venus'], "no world is called 'venus'"),
        (['--set', 'reward=none.py'], 'none.py: cannot be read'),
        (['--preset', 'best'], "preset 'best' is not known"),
        (['--config', 'none.yaml'], 'none.yaml: cannot be read'),
        (['--resume', 'none'], "run 'none' has no checkpoint"),
        (['--resume', 'none', '--run', 'other'], 'give it alone'),
        (['--run', '../out'], "run name '../out' needs"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_1(
    tmp_path: Path, arguments: list[str], expected: str
) -> None:
    result = _run('--runs-dir', str(tmp_path / 'runs'), *arguments)
    assert result.exit_code == 1
    assert expected in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / 'runs').exists()
