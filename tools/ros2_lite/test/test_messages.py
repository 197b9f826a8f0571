"""ROS messages from and to YAML."""

import pytest
import yaml
from builtin_interfaces.msg import Time
from geometry_msgs.msg import PoseStamped
from nav_msgs.msg import Odometry, Path
from rcl_interfaces.msg import ParameterValue
from ros2_lite.messages import Style, fill, to_yaml
from sensor_msgs.msg import Image, Imu, JointState, LaserScan
from std_msgs.msg import Header, String


@pytest.mark.parametrize(
    ('type_', 'text'),
    [
        (String, 'data: Hello'),
        (LaserScan, 'header: {frame_id: lidar}\nranges: [0.5, 1.0, .inf]\nangle_min: -1'),
        (Imu, f'orientation: {{w: 0.5}}\norientation_covariance: {[0.5] * 9}'),
        (JointState, 'name: [a, b]\nposition: [1, 2]'),
        (Image, 'data: [1, 2, 255]\nheight: 1'),
        (Odometry, 'pose: {pose: {position: {x: -44.25}}}'),
        (Path, 'poses: [{header: {frame_id: map}, pose: {position: {x: 1.0}}}, {}]'),
        (ParameterValue, 'type: 9\nbyte_array_value: [a, b]'),
    ],
)
def test_a_message_filled_from_yaml_gives_the_same_yaml(type_, text):
    message = type_()
    fill(message, yaml.safe_load(text))
    again = type_()
    fill(again, yaml.safe_load(to_yaml(message)))
    assert again == message
    assert message != type_()


def test_fields_come_in_their_order():
    assert to_yaml(Header(frame_id='map')) == 'stamp:\n  sec: 0\n  nanosec: 0\nframe_id: map\n'


def test_long_arrays_and_texts_are_truncated():
    scan = LaserScan(ranges=[1.0, 2.0, 3.0])
    assert 'ranges:\n- 1.0\n- 2.0\n- ...\n' in to_yaml(scan, Style(truncate_length=2)).replace(
        "'", ''
    )
    assert to_yaml(String(data='abc'), Style(truncate_length=2)) == 'data: ab...\n'


def test_arrays_and_texts_can_be_left_out():
    scan = to_yaml(LaserScan(ranges=[1.0]), Style(no_arr=True))
    assert "ranges: '<sequence type: float, length: 1>'" in scan
    assert to_yaml(String(data='abc'), Style(no_str=True)) == "data: '<string length: <3>>'\n"
    imu = to_yaml(Imu(), Style(no_arr=True))
    assert "orientation_covariance: '<array type: double[9]>'" in imu


def test_now_and_auto_are_set_when_the_message_is_sent():
    pose = PoseStamped()
    stamps = fill(pose, {'header': 'auto'})
    header = Header()
    stamps += fill(header, {'stamp': 'now'})
    for stamp in stamps:
        stamp(Time(sec=5))
    assert (pose.header.stamp.sec, header.stamp.sec) == (5, 5)


@pytest.mark.parametrize(
    ('type_', 'values', 'named'),
    [
        (String, {'dat': 'a'}, 'dat'),
        (String, 'Hello', "'Hello' is expected to be a dictionary"),
        (String, None, 'dictionary'),
        (Header, {'stamp': {'sek': 1}}, 'sek'),
        (Header, {'stamp': {'sec': 'soon'}}, 'soon'),
        (LaserScan, {'ranges': 'far'}, 'far|str'),
    ],
)
def test_what_does_not_fit_is_an_error(type_, values, named):
    with pytest.raises((AttributeError, TypeError, ValueError), match=named):
        fill(type_(), values)
