"""The environment server in batch mode, and its client, over real DDS."""

import json

import numpy as np
import pytest
from gymnasium.vector import AutoresetMode
from rover_env.env_client import RemoteVectorEnv
from rover_env.error_codes import ErrorCode
from rover_env.remote_env_error import RemoteEnvError
from rover_env.spec import OBSERVATION_SIZE, InvalidActionError
from rover_env.vector_env import RoverVectorEnv
from rover_interfaces.msg import EpisodeResult
from rover_interfaces.srv import EnvReset, EnvStep

N_ENVS = 3
PHYSICS = {'model': 'full', 'physics_step': 0.02}


@pytest.fixture(scope='module')
def server(shared_graph):
    shared_graph.start('rover_env', 'env_server', {'mode': 'batch', 'n_envs': N_ENVS, **PHYSICS})
    return shared_graph


@pytest.fixture
def remote(server):
    env = RemoteVectorEnv(domain_id=server.domain)
    yield env
    env.close()


def test_the_client_gives_what_the_environment_in_process_gives(server, remote):
    local = RoverVectorEnv(N_ENVS, model='full', physics_step_s=0.02)
    results = server.record(EpisodeResult, 'episode_result')
    assert remote.metadata['autoreset_mode'] is AutoresetMode.SAME_STEP
    assert remote.num_envs == N_ENVS
    # Near a rock, so that episodes end and start anew.
    options = {'x': -7.0, 'y': 0.1, 'yaw': 3.14, 'start_jitter': 0.1}
    expected, _ = local.reset(seed=5, options=options)
    observed, _ = remote.reset(seed=5, options=options)
    n_ended = 0
    for action in [2, 2, 2, 0, 2, 1, 2]:
        assert observed.tobytes() == expected.tobytes()
        actions = np.full(N_ENVS, action)
        expected, rewards, ended, _, info = local.step(actions)
        observed, *rest, remote_info = remote.step(actions)
        np.testing.assert_array_equal(rest[0], rewards)
        np.testing.assert_array_equal(rest[1], ended)
        assert remote_info['outcome'].tolist() == info['outcome'].tolist()
        for rover in np.flatnonzero(ended):
            n_ended += 1
            assert (remote_info['final_obs'][rover] == info['final_obs'][rover]).all()
            for name, column in remote_info['final_info'].items():
                assert column[rover] == info['final_info'][name][rover], name
    assert n_ended >= N_ENVS
    server.wait_until(lambda: len(results.messages) >= n_ended, 'a result of each episode')
    assert {one.outcome for one in results.messages} == {'collision'}
    assert len({one.episode_id for one in results.messages}) == len(results.messages)


def test_only_what_has_ended_is_told_of(server):
    began = server.call(EnvReset, 'env/reset', seed=1)
    assert len(began.episode_ids) == N_ENVS
    assert len(began.observations) == N_ENVS * OBSERVATION_SIZE
    reply = server.call(EnvStep, 'env/step', session=began.session, actions=[2] * N_ENVS)
    assert (reply.info, list(reply.outcomes), list(reply.final_observations)) == ('', [], [])
    while not any(reply.terminated):
        reply = server.call(EnvStep, 'env/step', actions=[2] * N_ENVS)
    assert len(reply.outcomes) == sum(reply.terminated)
    assert len(reply.final_observations) == len(reply.outcomes) * OBSERVATION_SIZE
    assert json.loads(reply.info)['outcome'] == reply.outcomes


def test_wrong_requests_are_refused_and_lose_nothing(server):
    began = server.call(EnvReset, 'env/reset', seed=1)
    wrong = [
        ([2] * (N_ENVS + 1), ErrorCode.INVALID_ACTION),
        ([2] * (N_ENVS - 1) + [7], ErrorCode.INVALID_ACTION),
    ]
    for actions, code in wrong:
        assert server.call(EnvStep, 'env/step', actions=actions).error_code == code
    assert not server.call(EnvReset, 'env/reset', options='{"speed": 1}').success
    assert server.call(EnvStep, 'env/step', session=began.session, actions=[2] * N_ENVS).success


def test_two_clients_cannot_step_the_same_rovers(server, remote):
    remote.reset(seed=0)
    server.call(EnvReset, 'env/reset', seed=0)
    with pytest.raises(RemoteEnvError, match='another client has reset this environment'):
        remote.step([2] * N_ENVS)
    remote.reset(seed=0)
    remote.step([2] * N_ENVS)


def test_the_client_refuses_an_impossible_action_itself(remote):
    remote.reset(seed=0)
    with pytest.raises(InvalidActionError, match='action 7 does not exist'):
        remote.step([0, 1, 7])


def test_a_server_that_is_not_there_is_told_in_time(graph):
    with pytest.raises(RemoteEnvError, match='nobody offers /far/env/spec.*start an env_server'):
        RemoteVectorEnv('/far', domain_id=graph.domain, timeout_s=0.5)


def test_a_server_that_is_lost_is_told_in_time(graph):
    process = graph.start('rover_env', 'env_server', {'mode': 'batch', 'n_envs': 1, **PHYSICS})
    env = RemoteVectorEnv(domain_id=graph.domain, timeout_s=1.0, start_timeout_s=60.0)
    env.reset(seed=0)
    env.step([2])
    process.kill()
    with pytest.raises(RemoteEnvError, match='/env/step'):
        env.step([2])
    env.close()


def test_a_reward_file_that_fails_is_told_to_the_client(graph, tmp_path):
    file = tmp_path / 'late.py'
    file.write_text('def reward_function(self):\n    return 1 / (2 - self.steps), False\n')
    params = {'mode': 'batch', 'n_envs': 1, 'reward': file, **PHYSICS}
    graph.start('rover_env', 'env_server', params)
    env = RemoteVectorEnv(domain_id=graph.domain)
    env.reset(seed=0)
    env.step([2])
    with pytest.raises(RemoteEnvError, match='late.py, line 2: raised ZeroDivisionError.*step 2'):
        env.step([2])
    env.close()
