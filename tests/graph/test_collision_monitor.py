"""The collision monitor over real DDS, beside the simulation and beside any other LIDAR."""

from math import inf, nan, pi

import pytest
from mars_world.ros_stamps import to_nanoseconds
from rclpy.qos import ReliabilityPolicy, qos_profile_sensor_data
from rover_interfaces.msg import CollisionState
from rover_interfaces.srv import ResetWorld, StepWorld
from sensor_msgs.msg import LaserScan

N_RAYS = 360
SCAN_TIMEOUT_S = 0.3


@pytest.fixture(scope='module')
def lidar(shared_graph):
    """A LIDAR of a full circle whose driver publishes best effort, and the monitor."""
    shared_graph.start(
        'rover_env',
        'collision_monitor',
        {'use_contacts': False, 'scan_timeout': SCAN_TIMEOUT_S},
    )
    shared_graph.scans = shared_graph.node.create_publisher(
        LaserScan, 'scan', qos_profile_sensor_data
    )
    states = shared_graph.record(CollisionState, 'collision')

    def is_heard():
        shared_graph.scans.publish(full_circle(circle()))
        return any(state.kind == CollisionState.NONE for state in states.messages)

    # What is published before two nodes are connected is lost.
    shared_graph.wait_until(is_heard, 'a scan to be heard')
    return shared_graph


@pytest.fixture
def judge(lidar):
    """Return a function that publishes a scan and returns the verdict on it."""
    states = lidar.record(CollisionState, 'collision')
    lidar.wait_for_subscriber('collision')
    numbers = iter(range(1, 1000))

    def publish(ranges, **changes):
        scan = full_circle(ranges, **changes)
        scan.header.stamp.sec = next(numbers)
        lidar.scans.publish(scan)
        return states.wait_for(lambda state: state.header.stamp == scan.header.stamp)

    publish.states = states
    return publish


def full_circle(ranges, **changes):
    fields = {
        'angle_min': -pi,
        'angle_max': pi,
        'angle_increment': 2 * pi / N_RAYS,
        'range_min': 0.1,
        'range_max': 12.0,
    }
    return LaserScan(ranges=ranges, **(fields | changes))


def circle(**rays):
    ranges = [inf] * N_RAYS
    for name, value in rays.items():
        ranges[int(name.removeprefix('ray_'))] = value
    return ranges


def test_a_lidar_whose_driver_publishes_best_effort_is_heard(lidar, judge):
    (driver,) = lidar.node.get_publishers_info_by_topic('scan')
    assert driver.qos_profile.reliability == ReliabilityPolicy.BEST_EFFORT
    assert judge(circle(ray_180=7.5)).kind == CollisionState.NONE


def test_a_clear_scan_and_a_near_one_are_told_apart(judge):
    clear = judge(circle(ray_180=7.5))
    assert (clear.kind, clear.nearest_range) == (CollisionState.NONE, 7.5)
    near = judge(circle(ray_180=0.48))
    assert near.kind == CollisionState.LIDAR
    assert near.nearest_range == pytest.approx(0.48)
    too_near = judge(circle(ray_180=-inf))
    assert (too_near.kind, too_near.nearest_range) == (CollisionState.LIDAR, 0.0)


def test_what_is_behind_the_rover_does_not_stop_it(judge):
    assert judge(circle(ray_0=0.3)).kind == CollisionState.NONE


def test_malformed_scans_stop_the_rover(judge):
    assert judge([nan] * N_RAYS).kind == CollisionState.STALE_SCAN
    assert judge([]).kind == CollisionState.STALE_SCAN
    assert judge(circle()[:100]).kind == CollisionState.STALE_SCAN
    assert judge(circle(), range_max=nan).kind == CollisionState.STALE_SCAN
    assert judge(circle()).kind == CollisionState.NONE


def test_silence_stops_the_rover_until_the_next_scan(judge):
    judge(circle())
    n_before = len(judge.states.messages)
    stale = judge.states.wait_for(
        lambda state: (
            state.kind == CollisionState.STALE_SCAN
            and state not in judge.states.messages[:n_before]
        )
    )
    assert stale.nearest_range == inf
    assert judge(circle()).kind == CollisionState.NONE


def test_each_scan_of_the_simulation_gets_one_verdict_with_its_stamp(graph):
    graph.start('mars_world', 'simulation')
    graph.start('rover_env', 'collision_monitor', {'use_sim_time': True})
    scans = graph.record(LaserScan, 'scan')
    states = graph.record(CollisionState, 'collision')
    # What is published before two nodes are connected is lost.
    graph.wait_until(
        lambda: graph.call(StepWorld, 'world/step', physics_steps=60).success and states.messages,
        'the first verdict',
    )
    end = graph.call(StepWorld, 'world/step', physics_steps=60).stamp
    for recorder in (scans, states):
        recorder.wait_for(lambda message: message.header.stamp == end)
    stamps, judged = (
        [to_nanoseconds(message.header.stamp) for message in recorder.messages]
        for recorder in (scans, states)
    )
    assert judged[-3:] == stamps[-3:]
    assert {state.kind for state in states.messages[-3:]} == {CollisionState.NONE}


def test_a_reset_of_the_world_does_not_look_like_silence(graph):
    graph.start('mars_world', 'simulation')
    graph.start('rover_env', 'collision_monitor', {'use_sim_time': True})
    states = graph.record(CollisionState, 'collision')
    graph.wait_until(
        lambda: graph.call(StepWorld, 'world/step', physics_steps=60).success and states.messages,
        'the first verdict',
    )
    for _ in range(5):
        reply = graph.call(ResetWorld, 'world/reset')
        states.wait_for(lambda state, end=reply.stamp: state.header.stamp == end)
        end = graph.call(StepWorld, 'world/step', physics_steps=60).stamp
        states.wait_for(lambda state, end=end: state.header.stamp == end)
    assert {state.kind for state in states.messages} == {CollisionState.NONE}
