"""Several nodes in one process over real DDS: they do as they do in processes of their own."""

import numpy as np
import pytest
from rover_env.env import RoverEnv
from rover_interfaces.srv import EnvReset, EnvStep, PolicyInfo

LEFT, RIGHT, STRAIGHT = 0, 1, 2
ROVER = ('simulation', 'collision_monitor', 'env_server')


def compose(graph, *nodes, **start):
    return graph.start('rover_env', 'compose', words=nodes, **start)


def bytes_of(reply):
    return np.array(reply.observations, np.float32).tobytes()


def test_nodes_that_wait_for_one_another_in_one_process_give_the_bytes_of_the_environment(graph):
    process = compose(graph, *ROVER, params={'use_sim_time': True})
    env = RoverEnv('mars')
    observation, _ = env.reset(seed=7)
    began = graph.call(EnvReset, 'env/reset', seed=7)
    assert began.success, began.message
    assert bytes_of(began) == observation.tobytes()
    for action in [STRAIGHT, LEFT, RIGHT, RIGHT, LEFT, STRAIGHT]:
        observation, reward, *_ = env.step(action)
        reply = graph.call(EnvStep, 'env/step', actions=[action])
        assert reply.success, reply.message
        assert (bytes_of(reply), reply.rewards[0]) == (observation.tobytes(), reward)
    assert process.stop() == 0
    assert 'Traceback' not in process.output


def test_two_rovers_in_namespaces_drive_as_each_would_alone(graph):
    actions = {'left': [LEFT] * 8, 'right': [STRAIGHT, RIGHT] * 4}
    params, remaps = {'use_sim_time': True}, {'/clock': 'clock', '/tf': 'tf'}
    alone = {name: RoverEnv('mars') for name in actions}
    for seed, (name, env) in enumerate(alone.items()):
        compose(graph, *ROVER, params=params, namespace=f'/{name}', remaps=remaps)
        observation, _ = env.reset(seed=seed)
        began = graph.call(EnvReset, f'{name}/env/reset', seed=seed)
        assert bytes_of(began) == observation.tobytes()
    for chosen in zip(*actions.values(), strict=True):
        stepped = [
            graph.call_async(EnvStep, f'{name}/env/step', actions=[action])
            for name, action in zip(actions, chosen, strict=True)
        ]
        for name, action, one in zip(actions, chosen, stepped, strict=True):
            graph.wait_until(one.done, f'{name} to step')
            observation, reward, *_ = alone[name].step(action)
            reply = one.result()
            assert reply.success, reply.message
            assert (bytes_of(reply), reply.rewards[0]) == (observation.tobytes(), reward), name
    for topic in ('/clock', '/tf', '/scan', '/collision', '/step_report'):
        assert graph.node.count_publishers(topic) == 0


@pytest.mark.parametrize(
    ('nodes', 'said'),
    [
        (
            ('policy_server', 'simulator'),
            "no node is called 'simulator'; known are collision_monitor",
        ),
        (('scorer', 'scorer'), 'scorer is named twice; start a second one in a namespace'),
        ((), 'the following arguments are required: NODE'),
    ],
)
def test_nodes_that_are_not_known_start_nothing(graph, nodes, said):
    process = compose(graph, *nodes)
    assert process.wait() == 2
    assert said in process.output
    assert 'Traceback' not in process.output


def test_a_node_that_cannot_start_says_so_under_its_name_and_ends_the_others(graph):
    process = compose(graph, 'policy_server', 'simulation', params={'world': 'nowhere'})
    assert process.wait() == 1
    assert "[simulation]: no world is called 'nowhere'" in process.output
    assert 'Traceback' not in process.output


def test_a_node_that_has_finished_ends_all_with_its_exit_code(graph):
    params = {'autostart_trials': 1, 'start_timeout': 0.5, 'store': "''"}
    process = compose(graph, 'policy_server', 'scorer', params=params)
    graph.call(PolicyInfo, 'policy/info')
    assert process.wait() == 1
    assert 'nobody offers /world/info' in process.output
    assert 'Traceback' not in process.output
