"""Trials over real DDS: a policy is driven to the end, whatever happens to the nodes around it."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from rover_env.spec import N_RAYS, OBSERVATION_SIZE, slot
from rover_interfaces.action import Evaluate
from rover_interfaces.msg import StepReport
from rover_interfaces.srv import Score
from scorer.error_codes import ErrorCode
from scorer.recorded_trial import read_trials
from scorer.replay import read_replay
from scorer.store import Store
from scorer.verify import verify

TIMEOUTS = {'step_timeout': 6.0, 'policy_timeout': 2.0, 'return_timeout': 60.0}
ENV_STEP_TIMEOUT_S = 3.0  # shorter than the scorer's, so that the env_server names what is lost


def towards_the_checkpoint():
    """Weights of a policy that steers at the checkpoint, and so into the rock before it."""
    weights = np.zeros((OBSERVATION_SIZE, 3), np.float32)
    weights[slot('goal_sin').start] = [8.0, -8.0, 0.0]  # left, right, straight
    return weights


class Rover:
    """All nodes that trials need, and a client of the action."""

    def __init__(self, graph, policy: Path, folder: Path, **scorer_params):
        self.graph = graph
        self.policy = policy
        self.results = folder / 'results.json'
        files = {'replays': folder / 'replays', 'results': self.results}
        self.params = {
            'simulation': {},
            'collision_monitor': {'use_sim_time': True},
            'env_server': {'step_timeout': ENV_STEP_TIMEOUT_S},
            'policy_server': {'policy': policy},
            'scorer': {**TIMEOUTS, **files, **scorer_params},
        }
        self.processes = {}
        packages = {'simulation': 'mars_world', 'collision_monitor': 'rover_env',
                    'env_server': 'rover_env'}  # fmt: skip
        for node, params in self.params.items():
            self.start(packages.get(node, node), node, **params)
        self.reports = graph.record(StepReport, 'step_report')
        self.told = []
        self._client = ActionClient(graph.node, Evaluate, 'evaluate')

    def start(self, package, executable, **params):
        self.processes[executable] = self.graph.start(package, executable, params)

    def scorer_answers(self):
        """Ask for a score; the question gets lost where it meets a scorer that was killed."""
        answer = self.graph.call_async(Score, 'score')
        with suppress(AssertionError):
            self.graph.wait_until(answer.done, 'score to answer', 1.0)
        return answer.done()

    def send(self, **goal):
        """Send a goal; returns its handle once it is answered. Its feedback goes to ``told``."""
        self.graph.wait_until(self._client.server_is_ready, 'action evaluate')
        self.told = []
        sent = self._client.send_goal_async(
            Evaluate.Goal(**goal), lambda message: self.told.append(message.feedback)
        )
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
def rover(shared_graph, policy, tmp_path_factory):
    """A rover that all tests share; whoever kills a node starts another."""
    return Rover(shared_graph, policy, tmp_path_factory.mktemp('trials'))


@contextmanager
def busy_processors():
    """Keep all processors busy, for a minute at most."""
    burn = 'from time import monotonic as now; end = now() + 60.0\nwhile now() < end: pass'
    burners = [subprocess.Popen([sys.executable, '-c', burn]) for _ in range(2 * os.cpu_count())]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def outcomes(result):
    return [trial.result.outcome for trial in result.trials]


def test_trials_are_scored_and_repeatable_to_the_last_bit_even_on_a_busy_machine(rover):
    first = rover.evaluate(trials=2, seed=1, official=True)
    assert first.success, first.message
    assert outcomes(first) == ['collision', 'collision']
    assert [trial.result.seed for trial in first.trials] == [1, 2]
    assert all(trial.official for trial in first.trials)
    assert all(len(trial.policy_hash) == 64 for trial in first.trials)
    assert rover.graph.call(Score, 'score').trial == first.trials[1]
    records = json.loads(rover.results.read_text())['trials']
    with busy_processors():
        rover.evaluate(policy=str(rover.policy), trials=1, seed=1)
    assert json.loads(rover.results.read_text())['trials'] == records[:1]


def test_who_asked_is_told_trial_step_and_what_has_finished_while_it_goes_on(rover):
    first, second = rover.evaluate(trials=2, seed=1).trials

    def last_is(number, trial, finished):
        told = [one for one in rover.told if one.trial == number]
        return (
            told
            and [one.step for one in told] == sorted({one.step for one in told})
            and told[-1].step == trial.result.steps
            and told[-1].distance_to_checkpoint < told[0].distance_to_checkpoint
            and all(list(one.finished) == finished for one in told)
        )

    rover.graph.wait_until(
        lambda: last_is(1, first, []) and last_is(2, second, [first]), 'all feedback'
    )


def test_a_result_can_be_verified_without_a_graph(rover):
    rover.evaluate(trials=2, seed=3)
    for trial in read_trials(str(rover.results), store=''):
        assert verify(trial, [rover.policy]) == []
        (changed,) = verify(replace(trial, record={**trial.record, 'steps': 7}), [rover.policy])
        assert changed.endswith('recorded was 7')


def test_every_trial_leaves_a_replay_and_a_log(rover):
    (trial,) = rover.evaluate(trials=1, seed=2).trials
    steps, duration_s = trial.result.steps, trial.result.duration
    replay = read_replay(trial.replay)
    assert replay.trial['distance_travelled'] == trial.result.distance_travelled
    assert replay.trial['policy_hash'] == trial.policy_hash
    assert replay.world().checksum == trial.result.world_checksum
    assert replay.drive.time_s.tolist() == [round(0.1 * k, 1) for k in range(3 * steps + 1)]
    assert replay.drive.time_s[-1] == duration_s
    assert replay.scans_m.shape == (3 * steps + 1, N_RAYS)
    assert replay.steps['step'].tolist() == list(range(steps + 1))
    assert replay.steps['outcome'][-1] == 'collision'
    log = [json.loads(line) for line in Path(trial.log).read_text().splitlines()]
    assert [line['reward'] for line in log] == replay.steps['reward'].tolist()
    assert list(Path(trial.replay).parent.glob('.*')) == []


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


@pytest.mark.parametrize(
    ('package', 'node', 'outcome'),
    [
        ('policy_server', 'policy_server', 'policy_lost'),
        ('mars_world', 'simulation', 'simulation_lost'),
        ('rover_env', 'collision_monitor', 'collision_monitor_lost'),
        ('rover_env', 'env_server', 'env_lost'),
    ],
)
def test_a_killed_node_ends_its_trial_and_the_next_one_drives_with_the_new_one(
    rover, package, node, outcome
):
    handle = rover.send(trials=2)
    rover.wait_for_step(5)
    rover.processes[node].kill()
    rover.start(package, node, **rover.params[node])
    result, status = rover.result_of(handle)
    assert status == GoalStatus.STATUS_SUCCEEDED
    assert outcomes(result) == [outcome, 'collision']
    assert result.error_code == ErrorCode.TRIAL_FAULT
    lost = result.trials[0]
    assert lost.result.steps >= 5
    assert lost.result.detail in lost.reason
    (kept,) = read_trials(lost.replay, store='')
    assert verify(kept, [rover.policy]) == [], 'as far as it came, it is like any other trial'


def test_after_a_killed_scorer_a_new_one_drives(rover):
    rover.send(trials=3)
    rover.wait_for_step(3)
    rover.processes['scorer'].kill()
    rover.start('scorer', 'scorer', **rover.params['scorer'])
    rover.graph.wait_until(rover.scorer_answers, 'the new scorer')
    assert outcomes(rover.evaluate(trials=1)) == ['collision']


def test_trials_that_start_by_themselves_are_announced_stored_and_end_the_scorer(
    graph, policy, tmp_path
):
    board = tmp_path / 'board.sqlite3'
    rover = Rover(graph, policy, tmp_path, autostart_trials=2, shutdown_when_done=True, store=board)
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
