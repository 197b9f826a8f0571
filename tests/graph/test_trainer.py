"""The trainer over real DDS: its action, its latched status, and how it ends."""

import math

import pytest
from builtin_interfaces.msg import Time
from policy_trainer.error_codes import ErrorCode
from policy_trainer.json_lines import read_json_lines
from rclpy.action import ActionClient
from rosgraph_msgs.msg import Clock
from rover_env.ros_qos import LATCHED
from rover_interfaces.action import Train
from rover_interfaces.msg import TrainingStatus

TINY = (
    'environment: {n_rovers: 4, threads: 1}, ppo: {n_steps: 32, batch_size: 64}, '
    'network: {hidden_sizes: [16]}, '
    'evaluation: {physics: fast, starts: 2, n_rovers: 2, step_limit: 20, threads: 1}'
)
SHORT = f'{{total_timesteps: 256, block_updates: 1, {TINY}}}'
ENDLESS = f'{{total_timesteps: 1000000000, block_updates: 1, {TINY}}}'
START_TIMEOUT_S = 120.0  # the first start compiles the physics


class Asker:
    """Sends goals to the trainer."""

    def __init__(self, graph):
        self._graph = graph
        self._client = ActionClient(graph.node, Train, 'train')
        self.feedback = []
        graph.wait_until(self._client.server_is_ready, 'the action train', START_TIMEOUT_S)

    def send(self, run: str, config: str):
        goal = Train.Goal(run=run, config=config)
        sent = self._client.send_goal_async(goal, lambda told: self.feedback.append(told.feedback))
        self._graph.wait_until(sent.done, 'the goal to be answered')
        return sent.result()

    def result(self, handle):
        ended = handle.get_result_async()
        self._graph.wait_until(ended.done, 'the training to end', START_TIMEOUT_S)
        return ended.result().result


@pytest.fixture
def trainer(graph, tmp_path):
    return graph.start('policy_trainer', 'trainer', {'runs_dir': tmp_path / 'runs'})


def test_a_goal_trains_a_run_and_the_status_stays_for_late_listeners(
    graph, trainer, tmp_path
) -> None:
    asker = Asker(graph)
    result = asker.result(asker.send('first', SHORT))
    assert (result.success, result.error_code) == (True, ErrorCode.NONE)
    assert result.policy == str(tmp_path / 'runs' / 'first' / 'policy.onnx')
    late = graph.record(TrainingStatus, 'training_status', LATCHED)
    status = late.wait_for(lambda told: told.state == 'done')
    assert (status.run, status.timesteps, status.policy) == ('first', 256, result.policy)
    assert (status.updates, status.wall_time > 0.0) == (2, True)
    for value in (status.policy_loss, status.value_loss, status.entropy, status.approximate_kl):
        assert math.isfinite(value)


def test_lines_of_other_nodes_are_in_the_log_of_the_run(graph, trainer, tmp_path) -> None:
    asker = Asker(graph)
    asker.send('first', ENDLESS)
    path = tmp_path / 'runs' / 'first' / 'log.jsonl'
    clock = graph.node.create_publisher(Clock, '/clock', 1)

    def lines() -> dict[str, dict]:
        clock.publish(Clock(clock=Time(sec=7)))
        graph.node.get_logger().warning('a rock ahead')
        return {line['node']: line for line in read_json_lines(path)}

    name = graph.node.get_name()
    graph.wait_until(
        lambda: lines().get(name, {}).get('sim_time') == 7.0, 'the line', START_TIMEOUT_S
    )
    line = lines()[name]
    assert line.keys() == {'time', 'sim_time', 'node', 'level', 'message'}
    assert (line['level'], line['message']) == ('warning', 'a rock ahead')

    def told() -> list[str]:
        return [line['message'] for line in read_json_lines(path) if line['node'] == 'trainer']

    graph.wait_until(
        lambda: any(message.startswith('training ') for message in told()), 'a line of its own'
    )


def test_a_goal_that_cannot_be_trained_is_refused_in_words(graph, trainer) -> None:
    asker = Asker(graph)
    for run, config, expected in (
        ('a', 'sed: 1', 'did you mean seed?'),
        ('../a', '', 'needs letters'),
        ('a', 'world: venus', "no world is called 'venus'"),
        ('a', 'reward: none.py', 'cannot be read'),
    ):
        result = asker.result(asker.send(run, config))
        assert (result.success, result.error_code) == (False, ErrorCode.BAD_REQUEST)
        assert expected in result.message


def test_a_second_goal_is_told_that_the_trainer_is_busy(graph, trainer) -> None:
    asker = Asker(graph)
    asker.send('first', ENDLESS)
    result = asker.result(asker.send('second', ENDLESS))
    assert result.error_code == ErrorCode.BUSY
    assert "'first'" in result.message


def test_a_cancelled_run_is_kept_and_goes_on_with_the_same_goal(graph, trainer) -> None:
    asker = Asker(graph)
    handle = asker.send('first', ENDLESS)
    graph.wait_until(
        lambda: any(told.status.timesteps > 256 for told in asker.feedback),
        'steps to be taken',
        START_TIMEOUT_S,
    )
    handle.cancel_goal_async()
    assert asker.result(handle).error_code == ErrorCode.STOPPED
    asker.feedback.clear()
    asker.send('first', ENDLESS)
    graph.wait_until(lambda: asker.feedback, 'the run to go on', START_TIMEOUT_S)
    graph.wait_until(lambda: 'resumed first at' in trainer.output, 'the run to be resumed')


def test_a_missing_scorer_is_named_and_ends_the_job_with_an_error(graph, tmp_path) -> None:
    trainer = graph.start(
        'policy_trainer',
        'trainer',
        {
            'runs_dir': tmp_path / 'runs',
            'config': f"'{SHORT}'",
            'autostart': True,
            'evaluate_trials': 1,
            'scorer_timeout': 1.0,
            'shutdown_when_done': True,
        },
    )
    assert trainer.wait(START_TIMEOUT_S) == 1, trainer.output
    assert 'no scorer offers the action /evaluate' in trainer.output


def test_ctrl_c_while_training_keeps_the_run_and_says_how_to_go_on(graph, tmp_path) -> None:
    trainer = graph.start(
        'policy_trainer',
        'trainer',
        {
            'runs_dir': tmp_path / 'runs',
            'run': 'first',
            'config': f"'{ENDLESS}'",
            'autostart': True,
            'log_period': 0.2,
        },
    )
    graph.wait_until(lambda: 'steps/s' in trainer.output, 'steps to be taken', START_TIMEOUT_S)
    assert trainer.stop() == 0, trainer.output
    assert 'go on with run:=first' in trainer.output
    assert 'Traceback' not in trainer.output
    assert (tmp_path / 'runs' / 'first' / 'checkpoints' / 'last.pt').exists()
