"""Exact resume after kill -9: the command ``train``, killed in the middle of a block."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import yaml
from policy_trainer.config_file import Settings, merge_settings
from policy_trainer.environments import RunEnvironments
from policy_trainer.json_lines import read_json_lines
from policy_trainer.run_folder import RunFolder
from policy_trainer.start_run import begin_run
from policy_trainer.train import train
from policy_trainer.train_cli import app
from typer.testing import CliRunner

KILLED_BLOCK = 1  # the second, and last
BLOCK_UPDATES = 16  # long enough to be killed in the middle on a busy machine
TIMEOUT_S = 120.0


def _updates(run: RunFolder, block: int) -> int:
    records = read_json_lines(run.metrics)
    return sum(record['block'] == block and 'train/loss' in record for record in records)


def _kill_in_block(process: subprocess.Popen, run: RunFolder) -> None:
    deadline_s, pause = monotonic() + TIMEOUT_S, threading.Event()
    while _updates(run, KILLED_BLOCK) < 2:
        assert process.poll() is None, process.communicate()[0]
        assert monotonic() < deadline_s, f'no update of block {KILLED_BLOCK} in {TIMEOUT_S} s'
        pause.wait(0.002)
    process.kill()
    assert process.wait() == -signal.SIGKILL


def test_a_run_killed_in_its_second_block_resumes_to_the_bit(
    tmp_path: Path, tiny_run: Settings, assert_same_run: Callable[[RunFolder, RunFolder], None]
) -> None:
    blocks = {'block_updates': BLOCK_UPDATES, 'total_timesteps': 2 * 64 * BLOCK_UPDATES}
    settings = merge_settings(tiny_run, blocks, {'ppo': {'n_steps': 8}})
    (tmp_path / 'config.yaml').write_text(yaml.safe_dump(settings), encoding='utf-8')
    whole = begin_run(tmp_path, 'whole', settings)
    killed = RunFolder(tmp_path / 'killed')
    command = [sys.executable, '-m', 'policy_trainer', '--run', 'killed', '--runs-dir', '.']
    with subprocess.Popen(
        [*command, '--config', 'config.yaml'],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            _kill_in_block(process, killed)
        finally:
            process.kill()
    assert _updates(killed, KILLED_BLOCK) < BLOCK_UPDATES

    resumed = CliRunner().invoke(app, ['--resume', str(killed.path)])
    assert resumed.exit_code == 0, resumed.output
    train(whole, RunEnvironments(whole), threading.Event())
    assert_same_run(whole, killed)
