"""Training in the rovers of env_servers: the same as in one process, and what a lost one costs."""

import threading
from collections.abc import Callable

import pytest
import torch
from policy_trainer.config_file import make_config, merge_settings
from policy_trainer.environments import RunEnvironments
from policy_trainer.json_lines import read_json_lines
from policy_trainer.run_folder import RunFolder
from policy_trainer.start_run import begin_run
from policy_trainer.train import train
from rover_env.remote_env_error import RemoteEnvError

SERVERS = ['env_1', 'env_2']
DEFAULTS = make_config()
BATCH = {
    'mode': 'batch',
    'n_envs': 4,
    'start_jitter': DEFAULTS.start.jitter_m,
    'yaw_jitter': DEFAULTS.start.yaw_jitter_rad,
    'random_share': DEFAULTS.environment.random_start_share,
}


@pytest.fixture
def servers(graph, monkeypatch):
    monkeypatch.setenv('ROS_DOMAIN_ID', str(graph.domain))
    monkeypatch.setattr('policy_trainer.environments.STEP_TIMEOUT_S', 3.0)
    monkeypatch.setattr('policy_trainer.served_env.RETRY_S', 10.0)
    return {name: _serve(graph, name) for name in SERVERS}


def _serve(graph, name):
    return graph.start('rover_env', 'env_server', BATCH, namespace=f'/{name}')


@pytest.fixture
def begun(tiny_run, tmp_path) -> Callable[..., RunFolder]:
    def begin(name, *, servers=(), **settings):
        environment = {'environment': {'servers': list(servers)}}
        return begin_run(tmp_path, name, merge_settings(tiny_run, environment, settings))

    return begin


def test_two_servers_train_the_same_weights_as_one_process(servers, begun):
    here, there = begun('here'), begun('there', servers=SERVERS)
    for run in (here, there):
        assert train(run, RunEnvironments(run), threading.Event()).reason == 'step limit'
    one, two = (torch.load(run.last_checkpoint, weights_only=True) for run in (here, there))
    for name, tensor in one['policy'].items():
        assert torch.equal(tensor, two['policy'][name]), name
    ends = [list(read_json_lines(run.episodes)) for run in (here, there)]
    assert ends[0] == ends[1]


def test_a_server_killed_while_training_costs_its_own_steps_and_is_used_again(
    graph, servers, begun
):
    run = begun('run', servers=SERVERS, total_timesteps=10**9)
    stop, result = threading.Event(), []
    trainer = threading.Thread(target=lambda: result.append(train(run, RunEnvironments(run), stop)))
    trainer.start()

    def ended(rovers) -> int:
        return sum(not e['test'] and e['rover'] in rovers for e in read_json_lines(run.episodes))

    first, second = range(4), range(4, 8)
    try:
        graph.wait_until(lambda: ended(first) and ended(second), 'episodes everywhere', 120.0)
        servers['env_1'].kill()
        graph.wait_until(
            lambda: 'env_1 is lost' in run.log.read_text(), 'the loss to be told', 90.0
        )
        before = ended(first), ended(second)
        graph.wait_until(lambda: ended(second) > before[1], 'the other to go on')
        assert ended(first) == before[0]
        _serve(graph, 'env_1')
        graph.wait_until(lambda: ended(first) > before[0], 'the server to be used again', 120.0)
        assert 'env_1 is back' in run.log.read_text()
    finally:
        stop.set()
        trainer.join()
    assert result[0].reason == 'stopped'


def test_servers_of_another_size_are_refused_in_one_sentence(servers, begun):
    run = begun('run', servers=SERVERS[:1])
    with pytest.raises(ValueError, match='n_rovers is 8, but the servers env_1 have 4'):
        train(run, RunEnvironments(run), threading.Event())


def test_a_missing_server_is_named(graph, begun, monkeypatch):
    monkeypatch.setattr('policy_trainer.environments.START_TIMEOUT_S', 0.5)
    monkeypatch.setenv('ROS_DOMAIN_ID', str(graph.domain))
    run = begun('run', servers=['far'])
    with pytest.raises(RemoteEnvError, match='nobody offers /far/env/spec'):
        train(run, RunEnvironments(run), threading.Event())
