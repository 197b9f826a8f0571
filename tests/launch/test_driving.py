"""A rover in a simulation that runs by itself: driven by a policy, and by hand."""

import re
from math import dist
from pathlib import Path

import httpx
import pytest
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rover_interfaces.msg import CollisionState
from rover_interfaces.srv import WorldInfo

PARAMS = Path(__file__).resolve().parents[2] / 'ros2_ws/src/rover_bringup/params/drive.yaml'
CHECKPOINT_M = (-44.25, -4.0)


@pytest.fixture
def params(tmp_path) -> Path:
    """The parameters that ship, on a free port and five times as fast as real time."""
    file = tmp_path / 'drive.yaml'
    text = PARAMS.read_text().replace('port: 8080', 'port: 0')
    file.write_text(text.replace('real_time_factor: 1.0', 'real_time_factor: 5.0'))
    return file


def test_a_policy_drives_by_topics_to_the_checkpoint_while_the_browser_watches(
    graph, launch, params
) -> None:
    job = launch('drive.launch.xml', web='true', params=params)
    graph.wait_until(lambda: 'live view at' in job.output, 'the web server', 60.0)
    url = re.search(r'live view at (\S+)', job.output)[1]

    def distance_m() -> float | None:
        pose = httpx.get(f'{url}api/snapshot').json()['pose']
        return pose and dist((pose['x'], pose['y']), CHECKPOINT_M)

    graph.wait_until(distance_m, 'the rover to be seen')
    start_m = distance_m()
    graph.wait_until(lambda: distance_m() < start_m - 2.0, 'the checkpoint to come nearer')


def test_a_rover_to_drive_by_hand_waits_for_commands_and_follows_them(
    graph, launch, params
) -> None:
    verdicts = graph.record(CollisionState, 'collision')
    odometry = graph.record(Odometry, 'ground_truth/odom')
    launch('teleop.launch.xml', web='false', world='training_grounds', params=params)
    assert graph.call(WorldInfo, 'world/info').world == 'training_grounds'
    verdicts.wait_for(lambda verdict: verdict.kind == CollisionState.NONE)
    (command := Twist()).linear.x = 0.5
    commands = graph.node.create_publisher(Twist, 'cmd_vel', 1)

    def moves() -> bool:
        commands.publish(command)
        return odometry.messages[-1].twist.twist.linear.x > 0.3

    graph.wait_until(moves, 'the rover to move')
