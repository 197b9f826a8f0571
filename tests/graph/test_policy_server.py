"""The policy server over real DDS: asks, swaps, refusals, and driving by topics alone."""

from array import array
from math import inf, nan

import pytest
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from policy_server.error_codes import ErrorCode
from rover_env.spec import ACTIONS, N_RAYS, OBSERVATION_SIZE, spec_checksum
from rover_interfaces.msg import CollisionState, PolicyLatency
from rover_interfaces.srv import Infer, LoadPolicy, PolicyInfo
from sensor_msgs.msg import LaserScan

LEFT, RIGHT, STRAIGHT = 0, 1, 2
ONE = [0.5] * OBSERVATION_SIZE  # an observation
SENSOR_PERIOD_S = 0.05


def infer(graph, batch=1, observations=None):
    numbers = array('f', observations or ONE * batch)
    return graph.call(Infer, 'policy/infer', batch=batch, observations=numbers)


@pytest.fixture
def server(shared_graph, save_policy):
    """A server of the graph that all tests share, serving a policy that goes straight."""
    if not getattr(shared_graph, 'served', None):
        shared_graph.served = shared_graph.start('policy_server', 'policy_server')
    loaded = shared_graph.call(LoadPolicy, 'policy/load', path=str(save_policy(favourite=STRAIGHT)))
    assert loaded.success, loaded.message
    return shared_graph


@pytest.mark.parametrize('batch', [1, 64])
def test_every_observation_is_answered_with_an_action(server, batch):
    reply = infer(server, batch)
    assert reply.success, reply.message
    assert list(reply.actions) == [STRAIGHT] * batch
    assert len(reply.probabilities) == batch * len(ACTIONS)
    assert len(reply.policy_hash) == 64


def test_the_latency_of_every_request_is_published(server):
    latencies = server.record(PolicyLatency, 'policy/latency')
    server.wait_for_publisher('policy/latency')
    server.wait_until(lambda: infer(server, 3).success and latencies.messages, 'a latency')
    assert latencies.messages[0].batch == 3
    assert 0.0 < latencies.messages[0].inference_time < 1.0


@pytest.mark.parametrize(
    ('batch', 'observations', 'sentence'),
    [
        (0, ONE, 'batch is 0'),
        (2, ONE, f'{OBSERVATION_SIZE} numbers for a batch of 2'),
        (1, ONE[:-1], f'{OBSERVATION_SIZE - 1} numbers for a batch of 1'),
        (2**32 - 1, ONE, 'batch is 4294967295'),
        (1, [nan] * OBSERVATION_SIZE, 'slot scan_sectors is nan'),
        (1, [*ONE[:-1], inf], 'slot power is inf'),
    ],
)
def test_a_bad_request_is_refused_in_one_sentence(server, batch, observations, sentence):
    reply = infer(server, batch, observations)
    assert not reply.success
    assert reply.error_code == ErrorCode.BAD_REQUEST
    assert sentence in reply.message
    assert infer(server).success


def test_a_policy_is_swapped_while_it_serves(server, save_policy):
    before = infer(server).policy_hash
    loaded = server.call(LoadPolicy, 'policy/load', path=str(save_policy(favourite=RIGHT)))
    after = infer(server)
    assert list(after.actions) == [RIGHT]
    assert before != after.policy_hash == loaded.policy_hash


def test_a_bad_file_leaves_the_old_policy_serving(server, tmp_path):
    (tmp_path / 'notes.onnx').write_text('not a network')
    before = infer(server)
    refused = server.call(LoadPolicy, 'policy/load', path=str(tmp_path / 'notes.onnx'))
    assert not refused.success
    assert refused.error_code == ErrorCode.POLICY_REFUSED
    assert 'is not an ONNX file' in refused.message
    assert refused.policy_hash == before.policy_hash
    assert infer(server).policy_hash == before.policy_hash


def test_the_server_tells_what_it_serves(server):
    info = server.call(PolicyInfo, 'policy/info')
    assert info.loaded
    assert info.observation_size == OBSERVATION_SIZE
    assert list(info.action_names) == ['left', 'right', 'straight']
    assert info.spec_checksum == spec_checksum()
    assert info.policy_hash == infer(server).policy_hash
    assert '"jezero.format": "1"' in info.metadata


def test_a_server_that_starts_with_a_bad_file_says_so_until_it_gets_a_good_one(
    graph, save_policy, tmp_path
):
    graph.start('policy_server', 'policy_server', {'policy': tmp_path / 'none.onnx'})
    info = graph.call(PolicyInfo, 'policy/info')
    assert not info.loaded
    assert 'none.onnx does not exist' in info.message
    refused = infer(graph)
    assert refused.error_code == ErrorCode.NO_POLICY
    assert refused.message == info.message
    assert graph.call(LoadPolicy, 'policy/load', path=str(save_policy())).success
    assert infer(graph).success


def test_a_server_stops_quietly(graph):
    process = graph.start('policy_server', 'policy_server')
    graph.call(PolicyInfo, 'policy/info')
    assert process.stop() == 0
    assert 'Traceback' not in process.output


class Senses:
    """The sensor topics of a rover that stands at the origin, sent until told to be silent."""

    def __init__(self, graph):
        self.collision = CollisionState(kind=CollisionState.NONE)
        node = graph.node
        self._pubs = {
            kind: node.create_publisher(kind, topic, 10)
            for kind, topic in (
                (LaserScan, 'scan'),
                (Odometry, 'ground_truth/odom'),
                (CollisionState, 'collision'),
            )
        }
        self._timer = node.create_timer(SENSOR_PERIOD_S, self._send)

    def silence(self):
        self._timer.cancel()

    def _send(self):
        odometry = Odometry()
        odometry.pose.pose.orientation.w = 1.0
        self._pubs[LaserScan].publish(LaserScan(ranges=[inf] * N_RAYS))
        self._pubs[Odometry].publish(odometry)
        self._pubs[CollisionState].publish(self.collision)


@pytest.fixture
def driven(graph, save_policy):
    """A server that drives a rover of which only the senses are there."""
    params = {
        'policy': save_policy(favourite=LEFT),
        'drive': True,
        'drive.checkpoint': '[10.0, 0.0]',
        'drive.rails': '[-20.0, 20.0, -20.0, 20.0]',
    }
    graph.process = graph.start('policy_server', 'policy_server', params)
    graph.commands = graph.record(Twist, 'cmd_vel')
    graph.senses = Senses(graph)
    return graph


def drives(twist):
    left = ACTIONS[LEFT]
    return (twist.linear.x, twist.angular.z) == (left.speed_mps, left.yaw_rate_radps)


def stands(twist):
    return (twist.linear.x, twist.angular.z) == (0.0, 0.0)


def wait_for_new(graph, fits):
    """Wait for a command that fits, given from now on."""
    seen = len(graph.commands.messages)
    graph.wait_until(
        lambda: any(fits(twist) for twist in graph.commands.messages[seen:]), fits.__name__
    )


def test_the_rover_follows_the_policy_and_stands_still_without_senses(driven):
    driven.commands.wait_for(drives)
    driven.senses.silence()
    wait_for_new(driven, stands)
    driven.wait_until(
        lambda: 'nothing on scan, ground_truth/odom, collision' in driven.process.output, 'a reason'
    )


def test_the_rover_stands_still_while_a_collision_is_told(driven):
    driven.commands.wait_for(drives)
    driven.senses.collision.kind = CollisionState.BODY
    wait_for_new(driven, stands)
    driven.senses.collision.kind = CollisionState.NONE
    wait_for_new(driven, drives)


def test_rails_that_cannot_be_are_refused_in_one_sentence(graph):
    params = {'drive': True, 'drive.checkpoint': '[10.0, 0.0]', 'drive.rails': '[1.0, 0.0]'}
    process = graph.start('policy_server', 'policy_server', params)
    assert process.wait() == 1
    assert 'drive.rails is [1.0, 0.0]; needs x_min < x_max' in process.output
    assert 'Traceback' not in process.output
