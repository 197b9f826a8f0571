"""Driving by topics alone, on a clock that the test turns: when to go, and when to stand still."""

import sys
from contextlib import suppress
from math import inf

import numpy as np
import onnx
import pytest
from geometry_msgs.msg import Twist
from mars_world.ros_stamps import to_nanoseconds, to_stamp
from mars_world.world import load_world
from nav_msgs.msg import Odometry
from policy_server.ros_task_client import TaskClient
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.task import Future
from rosgraph_msgs.msg import Clock
from rover_env.spec import ACTIONS, N_RAYS, STEP_PERIOD_S
from rover_interfaces.msg import CollisionState, PolicyLatency
from rover_interfaces.srv import WorldInfo
from sensor_msgs.msg import LaserScan

LEFT = 0
TOPICS = ('scan', 'ground_truth/odom', 'collision')
# A rover's computer has none of them; an import of one fails in the server under test.
NOT_THERE = (
    'gymnasium', 'numba', 'onnx', 'pyarrow', 'pydantic', 'mujoco', 'scipy', 'stable_baselines3',
    'torch',
)  # fmt: skip
SERVER = (
    f'import sys; sys.modules.update(dict.fromkeys({NOT_THERE})); '
    'from policy_server.policy_server_node import main; main()'
)
PARAMS = {
    'use_sim_time': 'true',
    'drive': 'true',
    'drive.checkpoint': '[10.0, 0.0]',
    'drive.rails': '[-20.0, 20.0, -20.0, 20.0]',
}


class Rover:
    """A server that drives a rover of which only clock and senses are there.

    It stands at the origin. Of ``silent`` topics nothing is sent.
    """

    def __init__(self, graph, policy):
        params = [
            word
            for key, value in {**PARAMS, 'policy': policy}.items()
            for word in ('-p', f'{key}:={value}')
        ]
        self.process = graph.start_command(
            'policy_server', [sys.executable, '-c', SERVER, '--ros-args', *params]
        )
        self._graph = graph
        self._steps = 0
        self._commands = graph.record(Twist, 'cmd_vel')
        self.silent = ()
        self.n_rays = N_RAYS
        self.collision = CollisionState.NONE
        kinds = (('scan', LaserScan), ('ground_truth/odom', Odometry),
                 ('collision', CollisionState), ('/clock', Clock))  # fmt: skip
        self._pubs = {topic: graph.node.create_publisher(kind, topic, 1) for topic, kind in kinds}

    def connect(self):
        """Let time pass until commands come; what is sent before nodes are connected is lost."""
        self._graph.wait_for_publisher('cmd_vel')
        while not self._commands.messages and self.process.running:
            with suppress(AssertionError):
                self.step(timeout_s=1.0)

    def step(self, timeout_s=30.0):
        """Let a step period pass and return the command that is given at its end."""
        self._steps += 1
        seen = len(self._commands.messages)

        def commanded():
            self._send()
            return len(self._commands.messages) > seen

        self._graph.wait_until(commanded, 'a command', timeout_s)
        assert len(self._commands.messages) == seen + 1
        return self._commands.messages[-1]

    def steps_until(self, fits, most):
        """Return how many steps it takes until a command fits."""
        return next(k for k in range(1, most + 1) if fits(self.step()))

    def _send(self):
        odometry = Odometry()
        odometry.pose.pose.orientation.w = 1.0
        now_ns = round(1e9 * STEP_PERIOD_S) * self._steps
        messages = {
            'scan': LaserScan(ranges=[inf] * self.n_rays),
            'ground_truth/odom': odometry,
            'collision': CollisionState(kind=self.collision),
            '/clock': Clock(clock=to_stamp(now_ns)),
        }
        for topic, message in messages.items():
            if topic not in self.silent:
                self._pubs[topic].publish(message)


@pytest.fixture(scope='module')
def driven(shared_graph, make_policy, tmp_path_factory):
    policy = tmp_path_factory.mktemp('policy') / 'policy.onnx'
    onnx.save(make_policy(favourite=LEFT), policy)
    rover = Rover(shared_graph, policy)
    rover.connect()
    return rover


@pytest.fixture
def rover(driven):
    """A rover that all tests share, with all its senses, driving."""
    driven.silent, driven.n_rays, driven.collision = (), N_RAYS, CollisionState.NONE
    driven.steps_until(drives, most=20)
    return driven


def drives(twist):
    left = ACTIONS[LEFT]
    return (twist.linear.x, twist.angular.z) == (left.speed_mps, left.yaw_rate_radps)


def stands(twist):
    return (twist.linear.x, twist.angular.z) == (0.0, 0.0)


def test_it_drives_without_a_simulator_a_training_library_or_gymnasium(rover):
    assert drives(rover.step())


def test_a_command_is_given_every_step_period_of_the_clock(rover, shared_graph):
    asked = shared_graph.record(PolicyLatency, 'policy/latency')
    shared_graph.wait_until(lambda: rover.step() and len(asked.messages) >= 5, 'five commands')
    at_ns = [to_nanoseconds(message.header.stamp) for message in asked.messages]
    assert np.diff(at_ns) == pytest.approx(1e9 * STEP_PERIOD_S)


@pytest.mark.parametrize('topic', TOPICS)
def test_the_rover_stops_once_one_of_its_senses_is_silent_for_the_timeout(rover, topic):
    rover.silent = (topic,)
    assert drives(rover.step()), 'silent for a step period, which is less than the timeout'
    # The timeout of 0.5 s, and a period; what was sent last may arrive a period late.
    assert rover.steps_until(stands, most=2) * STEP_PERIOD_S <= 0.5 + STEP_PERIOD_S
    assert f'nothing on {topic} for 0.5 s' in rover.process.output


def test_a_scan_of_another_number_of_rays_stops_the_rover(rover):
    rover.n_rays = N_RAYS - 1
    rover.steps_until(stands, most=2)
    assert f'a scan has {N_RAYS - 1} rays, the policy needs {N_RAYS}' in rover.process.output


def test_the_rover_stands_still_while_a_collision_is_told(rover):
    rover.collision = CollisionState.BODY
    rover.steps_until(stands, most=2)
    assert stands(rover.step())
    rover.collision = CollisionState.NONE
    rover.steps_until(drives, most=2)


@pytest.mark.parametrize(
    ('changes', 'sentence'),
    [
        ({'drive.rails': '[1.0, 0.0]'}, 'drive.rails is [1.0, 0.0]; needs x_min < x_max'),
        ({'drive.checkpoint': '[.nan, 0.0]'}, 'drive.checkpoint is [nan, 0.0]; needs x and y'),
        ({'drive.radius': -1.0}, 'drive.radius'),
        ({'drive.power_supply': 0}, 'drive.power_supply'),
    ],
)
def test_where_nobody_can_drive_is_refused_in_one_sentence(graph, changes, sentence):
    process = graph.start('policy_server', 'policy_server', PARAMS | changes)
    assert process.wait() == 1
    assert sentence in process.output
    assert 'Traceback' not in process.output


def test_an_answer_that_was_lost_with_the_simulation_is_asked_for_again(graph, monkeypatch):
    monkeypatch.setattr('rover_env.ros_world_info.PATIENCE_S', 0.2)
    asked, tasks = [], []

    async def never(request, reply):
        asked.append(request)
        return await Future()

    def at_once(request, reply):
        reply.success, reply.world_file = True, load_world('mars').file.model_dump_json()
        return reply

    first = graph.node.create_service(
        WorldInfo, 'world/info', never, callback_group=ReentrantCallbackGroup()
    )
    client = TaskClient(graph.node, tasks.append)
    graph.wait_until(lambda: client.ask() or asked, 'the first question')
    graph.node.destroy_service(first)
    graph.node.create_service(WorldInfo, 'world/info', at_once)
    graph.wait_until(lambda: client.ask() or tasks, 'a task')
    assert tasks[0].checkpoint == (-44.25, -4.0)
