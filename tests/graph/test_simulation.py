"""The simulation node over real DDS: lockstep, free running, and what it refuses."""

import json
from time import monotonic

import numpy as np
import pytest
from geometry_msgs.msg import Twist
from mars_world.full_physics import FullPhysics
from mars_world.world import load_world
from nav_msgs.msg import Odometry
from rosgraph_msgs.msg import Clock
from rover_description import WHEELS
from rover_interfaces.msg import Contacts
from rover_interfaces.srv import PauseWorld, ResetWorld, StepWorld, WorldInfo
from sensor_msgs.msg import CameraInfo, Image, Imu, JointState, LaserScan

KINDS = {
    'scan': LaserScan, 'imu/data': Imu, 'odom': Odometry, 'ground_truth/odom': Odometry,
    'joint_states': JointState, 'contacts': Contacts, '/clock': Clock,
}  # fmt: skip
PER_STEP = {
    'scan': 3, 'imu/data': 30, 'odom': 30, 'ground_truth/odom': 30, 'joint_states': 3,
    'contacts': 3, '/clock': 30,
}  # fmt: skip


@pytest.fixture(scope='module')
def lockstep(shared_graph):
    """A graph with a simulation in lockstep; ``topics`` records what it publishes."""
    shared_graph.topics = {name: shared_graph.record(kind, name) for name, kind in KINDS.items()}
    shared_graph.start('mars_world', 'simulation')
    for name in KINDS:
        shared_graph.wait_for_publisher(name)
    return shared_graph


def drive(graph, speed, yaw_rate, n_steps=60):
    command = Twist()
    command.linear.x, command.angular.z = speed, yaw_rate
    return graph.call(StepWorld, 'world/step', physics_steps=n_steps, command=command)


def seconds(stamp):
    return stamp.sec + 1e-9 * stamp.nanosec


def stamp_of(message):
    return seconds(message.clock if isinstance(message, Clock) else message.header.stamp)


def between(graph, topic, begin, end):
    """Messages of a topic with begin < stamp <= end, when the last of them has come."""
    recorder = graph.topics[topic]
    recorder.wait_for(lambda message: abs(stamp_of(message) - end) < 1e-6)
    return [m for m in recorder.messages if begin + 1e-6 < stamp_of(m) < end + 1e-6]


def test_a_step_publishes_all_its_samples_up_to_the_stamp_of_the_reply(lockstep):
    begin = seconds(lockstep.call(ResetWorld, 'world/reset', seed=3).stamp)
    reply = drive(lockstep, 0.5, 0.2)
    assert reply.success
    assert seconds(reply.stamp) == pytest.approx(begin + 0.3)
    for topic, count in PER_STEP.items():
        assert len(between(lockstep, topic, begin, seconds(reply.stamp))) == count, topic


def test_the_topics_carry_the_bytes_of_the_physics_in_process(lockstep):
    start = load_world('mars').file.start
    physics = FullPhysics([load_world('mars')], 1)
    pose = np.array([[start.x, start.y, start.yaw]])
    physics.reset(np.array([0]), pose, np.array([9], np.uint64))
    begin = seconds(lockstep.call(ResetWorld, 'world/reset', seed=9).stamp)
    for yaw_rate in (0.0, 1.0, -1.0):
        end = seconds(drive(lockstep, 0.785, yaw_rate).stamp)
        frame = physics.step(0.785, yaw_rate)
        scans = [m.ranges for m in between(lockstep, 'scan', begin, end)]
        assert np.array(scans, np.float32).tobytes() == frame.scans_m[0].tobytes()
        forces = [m.linear_acceleration for m in between(lockstep, 'imu/data', begin, end)]
        assert [[f.x, f.y, f.z] for f in forces] == frame.imu_force_base[0].tolist()
        place = between(lockstep, 'ground_truth/odom', begin, end)[-1].pose.pose.position
        assert [place.x, place.y, place.z] == frame.position_map[0].tolist()
        begin = end


def test_a_reset_publishes_one_sample_of_each_kind_at_a_later_time(lockstep):
    before = seconds(drive(lockstep, 0.0, 0.0).stamp)
    reply = lockstep.call(ResetWorld, 'world/reset', seed=1, use_pose=True, x=-12.0, y=-3.0)
    assert reply.success
    for topic in KINDS:
        messages = between(lockstep, topic, before, seconds(reply.stamp))
        assert len(messages) == 1, topic
    truth = between(lockstep, 'ground_truth/odom', before, seconds(reply.stamp))[0]
    assert truth.pose.pose.position.x == pytest.approx(-12.0, abs=0.01)
    odom = between(lockstep, 'odom', before, seconds(reply.stamp))[0]
    assert odom.pose.pose.position.x == pytest.approx(0.0, abs=1e-3)


def test_wheel_odometry_follows_the_rover_and_drifts(lockstep):
    begin = seconds(lockstep.call(ResetWorld, 'world/reset', seed=1).stamp)
    for _ in range(10):
        end = seconds(drive(lockstep, 0.785, 0.5).stamp)
    odom = between(lockstep, 'odom', begin, end)[-1].pose.pose.position
    truth = between(lockstep, 'ground_truth/odom', begin, end)
    first, last = truth[0].pose.pose.position, truth[-1].pose.pose.position
    gone, estimated = np.hypot(last.x - first.x, last.y - first.y), np.hypot(odom.x, odom.y)
    assert estimated == pytest.approx(gone, rel=0.1)
    assert estimated != gone


def test_frames_and_names_are_as_documented(lockstep):
    begin = seconds(lockstep.call(ResetWorld, 'world/reset', seed=1).stamp)
    end = seconds(drive(lockstep, 0.0, 0.0).stamp)
    frames = {
        topic: between(lockstep, topic, begin, end)[-1].header.frame_id
        for topic in ('scan', 'imu/data', 'odom', 'ground_truth/odom', 'contacts')
    }
    assert frames == {
        'scan': 'lidar_link', 'imu/data': 'imu_link', 'odom': 'odom',
        'ground_truth/odom': 'map', 'contacts': 'map',
    }  # fmt: skip
    contacts = between(lockstep, 'contacts', begin, end)[-1].contacts
    assert {contact.object for contact in contacts} == {'soil'}
    assert len({contact.part for contact in contacts}) == 6


def test_world_info_says_what_is_simulated(lockstep):
    info = lockstep.call(WorldInfo, 'world/info')
    world = load_world('mars')
    assert (info.success, info.world, info.lockstep) == (True, 'mars', True)
    assert (info.physics_step, info.steps_per_second) == (0.005, 200)
    assert info.world_checksum == world.checksum
    assert json.loads(info.world_file)['checkpoint']['x'] == -44.25


def test_bad_requests_are_refused_and_change_nothing(lockstep):
    before = drive(lockstep, 0.0, 0.0).stamp
    for reply in (
        drive(lockstep, 0.5, 0.0, n_steps=0),
        drive(lockstep, float('nan'), 0.0),
        lockstep.call(ResetWorld, 'world/reset', use_pose=True, x=1e6),
        lockstep.call(PauseWorld, 'world/pause', paused=False),
    ):
        assert not reply.success
        assert reply.error_code != 0
        assert reply.message
    after = drive(lockstep, 0.0, 0.0).stamp
    assert seconds(after) == pytest.approx(seconds(before) + 0.3)


def test_leaving_the_ground_is_reported_until_the_reset(lockstep):
    edge = load_world('mars').terrain.x_max
    lockstep.call(ResetWorld, 'world/reset', use_pose=True, x=edge - 0.5, y=0.0)
    replies = [drive(lockstep, 0.785, 0.0) for _ in range(5)]
    assert not replies[-1].success
    assert 'world/reset' in replies[-1].message
    assert lockstep.call(ResetWorld, 'world/reset').success
    assert drive(lockstep, 0.785, 0.0).success


def watch(graph, topic):
    """The first picture of a camera and what it tells of its lens."""
    images = graph.record(Image, f'{topic}/image_raw')
    infos = graph.record(CameraInfo, f'{topic}/camera_info')
    graph.wait_for_subscriber(f'{topic}/image_raw')
    graph.wait_until(lambda: drive(graph, 0.0, 0.0).success and bool(images.messages), 'a picture')
    return images.messages[0], infos.wait_for()


@pytest.mark.pictures
def test_pictures_come_while_somebody_watches(lockstep):
    image, info = watch(lockstep, 'camera')
    assert (image.width, image.height, image.encoding) == (360, 240, 'rgb8')
    assert np.std(np.frombuffer(image.data, np.uint8)) > 5.0
    assert image.header.frame_id == info.header.frame_id == 'camera_optical_frame'


@pytest.mark.pictures
def test_distances_of_the_depth_camera_are_within_its_range(lockstep):
    image, info = watch(lockstep, 'camera/depth')
    assert (image.width, image.height, image.encoding) == (640, 480, '32FC1')
    assert image.header == info.header
    assert info.header.frame_id == 'depth_camera_optical_frame'
    depth_m = np.frombuffer(image.data, np.float32).reshape(480, 640)
    assert np.isposinf(depth_m[0]).all()
    nearest = depth_m[-1, 320]
    assert 0.05 <= nearest <= 3.0
    # The lowest row looks down on the soil, from 0.65 m.
    down = np.arctan2(240.0, info.k[4])
    assert nearest == pytest.approx(0.65 / np.tan(down), rel=0.15)


def test_the_imus_of_the_wheels_come_when_asked_for(graph):
    params = {'world': 'training_grounds', 'wheel_imus': True}
    topics = {name: graph.record(Imu, f'imu/wheel_{name}') for name in WHEELS}
    graph.start('mars_world', 'simulation', params)
    end = seconds(drive(graph, 0.0, 0.0).stamp)
    for name, recorder in topics.items():
        felt = recorder.wait_for(lambda message: abs(stamp_of(message) - end) < 1e-6)
        assert felt.header.frame_id == f'wheel_{name}_imu_link'
        assert felt.linear_acceleration.z == pytest.approx(9.81, rel=0.01)


def test_running_free_it_follows_cmd_vel_and_stops_without(graph):
    params = {'lockstep': False, 'world': 'training_grounds', 'real_time_factor': 2.0}
    graph.start('mars_world', 'simulation', params)
    truth = graph.record(Odometry, 'ground_truth/odom')
    publisher = graph.node.create_publisher(Twist, 'cmd_vel', 1)
    truth.wait_for()
    refused = graph.call(StepWorld, 'world/step', physics_steps=1)
    assert not refused.success
    command = Twist()
    command.linear.x = 0.785

    def moving():
        publisher.publish(command)
        return truth.messages[-1].twist.twist.linear.x > 0.7

    graph.wait_until(moving, 'driving')
    graph.wait_until(lambda: abs(truth.messages[-1].twist.twist.linear.x) < 1e-3, 'standing')
    assert graph.call(PauseWorld, 'world/pause', paused=True).success
    assert graph.call(StepWorld, 'world/step', physics_steps=1).success


@pytest.mark.parametrize('factor', [0.5, 2.0])
def test_running_free_simulated_time_keeps_to_the_factor(graph, factor):
    params = {'lockstep': False, 'world': 'training_grounds', 'real_time_factor': factor}
    graph.start('mars_world', 'simulation', params)
    arrivals = []  # wall time [s] and simulated time [s]
    graph.node.create_subscription(
        Clock, '/clock', lambda tick: arrivals.append((monotonic(), stamp_of(tick))), 100
    )
    graph.wait_until(lambda: arrivals and arrivals[-1][1] - arrivals[0][1] > 1.5, '1.5 s')
    (wall_0, simulated_0), (wall_1, simulated_1) = arrivals[0], arrivals[-1]
    # A busy machine may lose time; it never gains more than it makes up for at the end.
    assert 0.5 * factor < (simulated_1 - simulated_0) / (wall_1 - wall_0) < 1.3 * factor


def test_ctrl_c_ends_it_without_an_error(graph):
    simulation = graph.start('mars_world', 'simulation', {'world': 'training_grounds'})
    graph.call(WorldInfo, 'world/info')
    assert simulation.stop() == 0
    assert 'Traceback' not in simulation.output


@pytest.mark.parametrize(
    ('params', 'said'),
    [
        ({'world': 'nowhere'}, "no world is called 'nowhere'"),
        ({'physics_step': 0.003}, 'physics_step is 0.003'),
        ({'lidar_noise': -1.0}, 'lidar_noise'),
    ],
)
def test_what_it_cannot_start_with_is_one_sentence_and_exit_code_1(graph, params, said):
    simulation = graph.start('mars_world', 'simulation', params)
    assert simulation.wait() == 1
    assert said in simulation.output
    assert 'Traceback' not in simulation.output
