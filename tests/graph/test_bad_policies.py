"""Policies that answer late, with NaN, or not as agreed: the trial ends with a named outcome."""

import numpy as np
import onnx
import pytest
from rclpy.action import ActionClient
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.task import Future
from rover_env.spec import OBSERVATION_SIZE, slot
from rover_interfaces.action import Evaluate
from rover_interfaces.srv import Infer, LoadPolicy, PolicyInfo

NODES = ('simulation', 'collision_monitor', 'env_server', 'policy_server', 'scorer')
POLICY_TIMEOUT_S = 1.0
HASH = 'f' * 64


class BadPolicyServer:
    """Stands in for policy_server in the namespace /bad; ``answer`` fills each reply of infer.

    While ``late`` holds, replies wait for ``send_late``.
    """

    def __init__(self, node):
        self.answer = None
        self.late = False
        self._waiting = []
        self._node = node
        alone = ReentrantCallbackGroup()  # a reply that waits holds nothing else up
        node.create_service(Infer, 'bad/policy/infer', self._on_infer, callback_group=alone)
        node.create_service(LoadPolicy, 'bad/policy/load', lambda _, reply: reply)
        node.create_service(PolicyInfo, 'bad/policy/info', self._on_info)

    async def _on_infer(self, request, reply):
        if self.late:
            self._waiting.append(Future())
            await self._waiting[-1]
        reply.success, reply.policy_hash = True, HASH
        reply.actions, reply.probabilities = [2], [0.0, 0.0, 1.0]
        if self.answer:
            self.answer(reply)
        return reply

    def send_late(self):
        self.late = False
        for future in self._waiting:
            future.set_result(None)
        self._node.executor.wake()

    def _on_info(self, _, reply):
        reply.success = reply.loaded = True
        reply.policy_hash = HASH
        return reply


@pytest.fixture(scope='module')
def rover(shared_graph):
    """A rover, and a second scorer whose policy server is the bad one."""
    graph = shared_graph
    graph.bad = BadPolicyServer(graph.node)
    params = {'policy_timeout': POLICY_TIMEOUT_S, 'store': "''", 'replays': "''"}
    graph.start('rover_env', 'compose', params | {'use_sim_time': True}, words=NODES)
    shared = ('env/reset', 'env/step', 'env/spec', 'world/info', 'step_report', 'episode_result')
    remaps = {name: f'/{name}' for name in shared}
    graph.start('scorer', 'scorer', params, namespace='/bad', remaps=remaps)
    return graph


def evaluate(graph, namespace='', **goal):
    """Drive one trial and return it."""
    client = ActionClient(graph.node, Evaluate, f'{namespace}/evaluate')
    graph.wait_until(client.server_is_ready, 'action evaluate')
    sent = client.send_goal_async(Evaluate.Goal(trials=1, **goal))
    graph.wait_until(sent.done, 'answer to the goal')
    ended = sent.result().get_result_async()
    graph.wait_until(ended.done, 'end of the trial', timeout_s=60.0)
    (trial,) = ended.result().result.trials
    return trial


def no_action(reply):
    reply.actions = []


def too_many_actions(reply):
    reply.actions = [2, 2, 2]


def an_action_that_does_not_exist(reply):
    reply.actions = [7]


def of_another_file(reply):
    reply.policy_hash = 'e' * 64


@pytest.mark.parametrize(
    ('answer', 'said'),
    [
        (no_action, 'policy/infer answered one observation with the actions []'),
        (too_many_actions, 'with the actions [2, 2, 2]; needs one of 0..2'),
        (an_action_that_does_not_exist, 'with the actions [7]; needs one of 0..2'),
        (of_another_file, 'the policy server now serves eeeeeeeeeeee'),
    ],
)
def test_an_answer_that_is_not_as_agreed_ends_the_trial(rover, answer, said):
    rover.bad.answer = answer
    trial = evaluate(rover, '/bad')
    assert trial.result.outcome == 'policy_lost'
    assert said in trial.reason


def test_a_late_answer_ends_its_trial_and_harms_no_later_one(rover):
    rover.bad.answer, rover.bad.late = None, True
    trial = evaluate(rover, '/bad')
    assert trial.result.outcome == 'policy_lost'
    assert f'policy/infer did not answer within {POLICY_TIMEOUT_S:g} s' in trial.reason
    rover.bad.send_late()
    assert evaluate(rover, '/bad').result.outcome == 'collision'


def test_a_network_that_answers_nan_on_the_way_ends_the_trial(rover, make_policy, tmp_path):
    weights = np.zeros((OBSERVATION_SIZE, 3), np.float32)
    weights[slot('goal_distance').start] = [8e36, -8e36, 0.0]  # overflows beyond 42.5 m
    onnx.save(make_policy(weights=weights), tmp_path / 'overflows.onnx')
    trial = evaluate(rover, policy=str(tmp_path / 'overflows.onnx'))
    assert trial.result.outcome == 'policy_lost'
    assert 'the policy answered with probabilities that are not finite' in trial.reason
