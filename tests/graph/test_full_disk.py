"""A disk that is full costs its files and nothing else, and is told in one sentence."""

import shlex
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from ament_index_python.packages import get_package_prefix
from rclpy.action import ActionClient
from rover_env.spec import OBSERVATION_SIZE, slot
from rover_interfaces.action import Evaluate

NODES = ('simulation', 'collision_monitor', 'env_server', 'policy_server')
FULL = 'No space left on device'


def on_small_disk(folder: Path, size: str, *command: object) -> list[str]:
    """Make a command that sees a disk of this size in place of a folder, and works there.

    The disk is in memory, and gone with the command; in a user namespace anybody may mount one.
    """
    script = (
        f'mount -t tmpfs -o size={size} tmpfs {shlex.quote(str(folder))} && '
        f'cd {shlex.quote(str(folder))} && exec {shlex.join(map(str, command))}'
    )
    return ['unshare', '--map-root-user', '--mount', 'sh', '-c', script]


def executable(package: str, name: str) -> Path:
    return Path(get_package_prefix(package)) / 'lib' / package / name


def test_trials_go_on_when_neither_replay_nor_leaderboard_can_be_written(
    graph, make_policy, tmp_path
):
    weights = np.zeros((OBSERVATION_SIZE, 3), np.float32)
    weights[slot('goal_sin').start] = [8.0, -8.0, 0.0]
    onnx.save(make_policy(weights=weights), tmp_path / 'policy.onnx')
    (disk := tmp_path / 'disk').mkdir()
    params = {'use_sim_time': True, 'policy': tmp_path / 'policy.onnx'}
    graph.start('rover_env', 'compose', params, words=NODES)
    scorer = executable('scorer', 'scorer')
    options = ['--ros-args', '-p', 'store:=board.sqlite3', '-p', 'replays:=replays']
    process = graph.start_command('scorer', on_small_disk(disk, '128k', scorer, *options))
    client = ActionClient(graph.node, Evaluate, 'evaluate')
    graph.wait_until(client.server_is_ready, 'action evaluate')
    sent = client.send_goal_async(Evaluate.Goal(trials=2, seed=1))
    graph.wait_until(sent.done, 'answer to the goal')
    ended = sent.result().get_result_async()
    graph.wait_until(ended.done, 'end of the trials', timeout_s=60.0)
    result = ended.result().result
    assert [trial.result.outcome for trial in result.trials] == ['collision', 'collision']
    assert [trial.replay for trial in result.trials] == ['', '']
    assert FULL in process.output
    assert 'Traceback' not in process.output


@pytest.mark.parametrize('size', ['4k', '300k'])
def test_training_ends_with_a_sentence(graph, tmp_path, size):
    (disk := tmp_path / 'disk').mkdir()
    settings = [
        'total_timesteps=20000', 'block_updates=1', 'environment.n_rovers=8', 'ppo.n_steps=32',
        'ppo.batch_size=256',
    ]  # fmt: skip
    words = [word for setting in settings for word in ('--set', setting)]
    command = [sys.executable, '-m', 'policy_trainer', '--run', 'full', *words]
    process = graph.start_command('train', on_small_disk(disk, size, *command))
    assert process.wait(120.0) == 1, process.output
    assert FULL in process.output
    assert 'Traceback' not in process.output
