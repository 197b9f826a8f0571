"""Trials over real DDS: a policy is driven to the end, whatever happens to the nodes around it."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from rover_env.spec import OBSERVATION_SIZE, slot
from rover_interfaces.action import Evaluate
from rover_interfaces.msg import StepReport
from rover_interfaces.srv import Score
from scorer.error_codes import ErrorCode
from scorer.store import Store

TIMEOUTS = {'step_timeout': 6.0, 'policy_timeout': 2.0, 'return_timeout': 60.0}
ENV_STEP_TIMEOUT_S = 3.0  # shorter than the scorer's, so that the env_server names what is lost


def towards_the_checkpoint():
    """Weights of a policy that steers at the checkpoint, and so into the rock before it."""
    weights = np.zeros((OBSERVATION_SIZE, 3), np.float32)
    weights[slot('goal_sin').start] = [8.0, -8.0, 0.0]  # left, right, straight
    return weights


class Rover:
    """All nodes that trials need, and a client of the action."""

    def __init__(self, graph, policy: Path, **scorer_params):
        self.graph = graph
        self.policy = policy
        self.processes = {}
        self.start('mars_world', 'simulation')
        self.start('rover_env', 'collision_monitor', use_sim_time=True)
        self.start('rover_env', 'env_server', step_timeout=ENV_STEP_TIMEOUT_S)
        self.start('policy_server', 'policy_server', policy=policy)
        self.start('scorer', 'scorer', **TIMEOUTS, **scorer_params)
        self.reports = graph.record(StepReport, 'step_report')
        self._client = ActionClient(graph.node, Evaluate, 'evaluate')

    def start(self, package, executable, **params):
        self.processes[executable] = self.graph.start(package, executable, params)

    def send(self, **goal):
        """Send a goal; returns its handle once it is answered."""
        self.graph.wait_until(self._client.server_is_ready, 'action evaluate')
        sent = self._client.send_goal_async(Evaluate.Goal(**goal))
        self.graph.wait_until(sent.done, 'answer to the goal')
        return sent.result()

    def result_of(self, handle):
        """Wait for the end of a goal; returns result and status."""
        ended = handle.get_result_async()
        self.graph.wait_until(ended.done, 'result of the goal', timeout_s=90.0)
        return ended.result().result, ended.result().status

    def evaluate(self, **goal):
        return self.result_of(self.send(**goal))[0]

    def wait_for_step(self, step):
        """Wait until an episode that begins from now on is so far."""
        seen = len(self.reports.messages)
        self.graph.wait_until(
            lambda: any(report.step >= step for report in self.reports.messages[seen:]),
            f'step {step}',
            timeout_s=60.0,
        )


@pytest.fixture(scope='module')
def policy(make_policy, tmp_path_factory):
    file = tmp_path_factory.mktemp('policy') / 'policy.onnx'
    onnx.save(make_policy(weights=towards_the_checkpoint()), file)
    return file


@pytest.fixture(scope='module')
def rover(shared_graph, policy):
    """A rover that all tests share; whoever kills a node starts another."""
    return Rover(shared_graph, policy)


def outcomes(result):
    return [trial.result.outcome for trial in result.trials]


def test_trials_are_scored_and_repeatable_to_the_last_bit(rover):
    first = rover.evaluate(trials=2, seed=5, official=True)
    assert first.success, first.message
    assert outcomes(first) == ['collision', 'collision']
    assert [trial.result.seed for trial in first.trials] == [5, 6]
    assert all(trial.official for trial in first.trials)
    assert all(len(trial.policy_hash) == 64 for trial in first.trials)
    last = rover.graph.call(Score, 'score')
    assert last.trial == first.trials[1]
    again = rover.evaluate(policy=str(rover.policy), trials=1, seed=5)
    for name in ('steps', 'distance_travelled', 'average_linear_acceleration', 'detail'):
        assert getattr(again.trials[0].result, name) == getattr(first.trials[0].result, name)


def test_a_refused_policy_drives_nothing(rover, tmp_path):
    (tmp_path / 'notes.onnx').write_text('not a network')
    result, status = rover.result_of(rover.send(policy=str(tmp_path / 'notes.onnx'), trials=1))
    assert status == GoalStatus.STATUS_ABORTED
    assert result.error_code == ErrorCode.POLICY_REFUSED
    assert 'is not an ONNX file' in result.message
    assert not result.trials


def test_only_one_evaluation_goes_on_and_it_can_be_cancelled(rover):
    handle = rover.send(trials=50)
    rover.wait_for_step(3)
    assert not rover.send(trials=1).accepted
    rover.graph.wait_until(handle.cancel_goal_async().done, 'answer to the cancel')
    result, status = rover.result_of(handle)
    assert status == GoalStatus.STATUS_CANCELED
    assert result.error_code == ErrorCode.CANCELLED
    assert outcomes(result)[-1] == 'aborted'
    assert rover.evaluate(trials=1).success


def test_a_killed_policy_server_ends_its_trial_and_not_the_evaluation(rover):
    handle = rover.send(trials=2)
    rover.wait_for_step(5)
    rover.processes['policy_server'].kill()
    rover.start('policy_server', 'policy_server', policy=rover.policy)
    result, status = rover.result_of(handle)
    assert status == GoalStatus.STATUS_SUCCEEDED
    assert outcomes(result) == ['policy_lost', 'collision']
    assert result.trials[0].result.steps >= 5
    assert 'policy/infer did not answer within 2 s' in result.trials[0].reason
    assert result.error_code == ErrorCode.TRIAL_FAULT


def test_a_killed_simulation_ends_its_trial_and_the_next_one_drives_the_new_one(rover):
    handle = rover.send(trials=2)
    rover.wait_for_step(5)
    rover.processes['simulation'].kill()
    rover.start('mars_world', 'simulation')
    result, _ = rover.result_of(handle)
    assert outcomes(result) == ['simulation_lost', 'collision']


def test_a_killed_env_server_ends_its_trial(rover):
    handle = rover.send(trials=2)
    rover.wait_for_step(5)
    rover.processes['env_server'].kill()
    rover.start('rover_env', 'env_server')
    result, _ = rover.result_of(handle)
    assert outcomes(result) == ['env_lost', 'collision']


def test_trials_that_start_by_themselves_are_announced_stored_and_end_the_scorer(
    graph, policy, tmp_path
):
    board = tmp_path / 'board.sqlite3'
    rover = Rover(graph, policy, autostart_trials=2, shutdown_when_done=True, store=board)
    scorer = rover.processes['scorer']
    assert scorer.wait(timeout_s=60.0) == 0, graph.logs()
    for number in (1, 2):
        assert f'trial {number}: collision score none\n' in scorer.output
    (entry,) = Store(str(board)).ranking()
    assert [trial.outcome for trial in entry.trials] == ['collision', 'collision']
    assert entry.policy == str(policy)


def test_ctrl_c_in_mid_trial_stops_the_scorer_quietly(rover):
    rover.send(trials=3)
    rover.wait_for_step(3)
    assert rover.processes['scorer'].stop() == 0
    assert 'Traceback' not in rover.processes['scorer'].output
