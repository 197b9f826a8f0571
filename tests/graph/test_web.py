"""The web node over real DDS and real HTTP."""

import json
import re
import signal
import socket

import httpx
import pytest
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.qos import DurabilityPolicy, QoSProfile
from rover_interfaces.msg import (
    CollisionState,
    EpisodeResult,
    RewardTerm,
    StepReport,
    TrainingStatus,
    TrialScore,
)
from rover_interfaces.srv import StepWorld
from sensor_msgs.msg import LaserScan
from websockets.sync.client import connect

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
TOPICS = {
    'scan': LaserScan,
    'ground_truth/odom': Odometry,
    'step_report': StepReport,
    'collision': CollisionState,
    'episode_result': EpisodeResult,
    'score': TrialScore,
}


def start_web(graph, **params: str):
    """Start the node on a free port; returns its process and its address."""
    web = graph.start('rover_web', 'web', {'port': '0', **params})
    graph.wait_until(lambda: 'live view at' in web.output or not web.running, 'the web server')
    found = re.search(r'live view at (\S+)', web.output)
    assert found, web.output
    return web, found[1]


def wait_for_snapshot(graph, url: str, fits, what: str) -> dict:
    """Poll the API until a whole snapshot fits."""
    seen = {}

    def shows() -> bool:
        seen.update(httpx.get(f'{url}api/snapshot').json())
        return fits(seen)

    graph.wait_until(shows, what)
    return seen


@pytest.fixture
def publish(graph):
    """Publish a message on one of TOPICS once somebody listens."""
    publishers = {
        topic: graph.node.create_publisher(kind, topic, LATCHED if topic == 'score' else 100)
        for topic, kind in TOPICS.items()
    }

    def send(topic: str, message: object) -> None:
        graph.wait_until(
            lambda: publishers[topic].get_subscription_count() > 0, f'a subscriber of {topic}'
        )
        publishers[topic].publish(message)

    return send


def test_what_happens_on_the_graph_is_in_the_browser_s_data(graph, publish) -> None:
    _, url = start_web(graph)
    report = StepReport(episode_id='one', step=3, action=2, reward=0.7, x=-1.5, y=0.5, yaw=3.0)
    report.header.stamp.sec = 1
    report.reward_terms = [RewardTerm(name='progress', value=0.7)]
    result = EpisodeResult(episode_id='one', outcome='reached', steps=190)
    publish('step_report', report)
    publish('collision', CollisionState(kind=CollisionState.BODY, part='mast', object='rocks_f_1'))
    publish('episode_result', result)
    publish('score', TrialScore(result=result, has_score=True, score=9754.5, official=True))

    shown = wait_for_snapshot(
        graph, url, lambda seen: (seen['episodes'] or [{}])[0].get('scored'), 'the score'
    )
    assert shown['trail']['items'] == [[-1.5, 0.5]]
    assert shown['step']['reward_terms'] == {'progress': 0.7}
    assert shown['episodes'][0]['score'] == 9754.5
    assert 'body: mast touched rocks_f_1' in [event['text'] for event in shown['events']]


def test_ranges_that_are_not_numbers_have_a_meaning_of_their_own(graph, publish) -> None:
    _, url = start_web(graph)
    inf = float('inf')
    scan = LaserScan(angle_min=-1.5, range_min=0.45, range_max=4.5, ranges=[2.0, inf, -inf])

    def shows(seen: dict) -> dict:
        publish('scan', scan)  # again and again: the node takes only the newest, best effort
        return seen['scan']

    shown = wait_for_snapshot(graph, url, shows, 'the scan')
    assert shown['scan']['ranges'] == [2.0, None, 0.0]


def test_no_step_report_is_lost_between_two_looks(graph, publish) -> None:
    _, url = start_web(graph)
    for step in range(1, 41):
        report = StepReport(episode_id='one', step=step, x=-0.2 * step)
        report.header.stamp.sec = step
        publish('step_report', report)

    shown = wait_for_snapshot(
        graph, url, lambda seen: seen['step'] and seen['step']['step'] == 40, 'step 40'
    )
    assert len(shown['trail']['items']) == 40


def test_a_pose_that_is_not_a_number_does_not_stop_the_view(graph, publish) -> None:
    _, url = start_web(graph)
    nan = float('nan')
    odometry = Odometry()
    odometry.pose.pose.position.x = nan
    publish('ground_truth/odom', odometry)
    publish('step_report', StepReport(episode_id='one', x=nan, y=nan, yaw=nan, outcome='diverged'))

    shown = wait_for_snapshot(graph, url, lambda seen: seen['step'], 'the step')
    assert shown['step']['outcome'] == 'diverged'
    assert shown['pose'] is None


def test_a_viewer_that_comes_late_sees_the_training(graph) -> None:
    publisher = graph.node.create_publisher(TrainingStatus, 'training_status', LATCHED)
    publisher.publish(
        TrainingStatus(run='runs/first', state='training', timesteps=5, mean_score=float('nan'))
    )
    _, url = start_web(graph)

    shown = wait_for_snapshot(graph, url, lambda seen: seen['training'], 'the training')
    assert shown['training']['run'] == 'runs/first'
    assert shown['training']['mean_score'] is None


def test_a_viewer_that_comes_late_sees_the_last_score(graph) -> None:
    publisher = graph.node.create_publisher(TrialScore, 'score', LATCHED)
    result = EpisodeResult(episode_id='one', outcome='reached', steps=190)
    publisher.publish(TrialScore(result=result, has_score=True, score=9754.5, official=True))
    _, url = start_web(graph)

    shown = wait_for_snapshot(graph, url, lambda seen: seen['episodes'], 'the score')
    assert shown['episodes'][0]['score'] == 9754.5


def test_the_simulated_world_and_its_rover_are_on_the_map(graph) -> None:
    graph.start('mars_world', 'simulation', {'world': 'training_grounds'})
    _, url = start_web(graph)
    command = Twist()
    command.linear.x = 0.5

    wait_for_snapshot(graph, url, lambda seen: seen['world'], 'the world')
    assert graph.call(StepWorld, 'world/step', physics_steps=60, command=command).success

    shown = wait_for_snapshot(graph, url, lambda seen: seen['scan'] and seen['pose'], 'the scan')
    assert shown['world']['name'] == 'training_grounds'
    assert len(httpx.get(f'{url}api/world').json()['boulders']) == 13
    assert shown['pose']['x'] == pytest.approx(-8.5, abs=0.5)
    assert len(shown['scan']['ranges']) == 180


def test_ctrl_c_stops_the_node_while_somebody_watches(graph, publish) -> None:
    web, url = start_web(graph)
    publish('step_report', StepReport(episode_id='one', step=1))
    with connect(f'{url.replace("http", "ws", 1)}ws') as viewer:
        assert json.loads(viewer.recv(timeout=10.0))['step']['episode_id'] == 'one'
        web.signal(signal.SIGINT)  # as when the terminal sends one and launch another
        assert web.stop() == 0
    assert 'Traceback' not in web.output


def test_a_port_in_use_ends_the_node_with_one_sentence(graph) -> None:
    with socket.create_server(('127.0.0.1', 0)) as other:
        port = other.getsockname()[1]
        web = graph.start('rover_web', 'web', {'port': port})
        assert web.wait() == 1
    assert f'port {port}' in web.output
    assert 'parameter port' in web.output
    assert 'Traceback' not in web.output
