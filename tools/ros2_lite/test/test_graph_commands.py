"""Commands that talk with a real node over DDS; the node is started by a launch file."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROBE = Path(__file__).with_name('probe_node.py')


@pytest.fixture(scope='module')
def probe(environment, tmp_path_factory):
    """Install the probe in a package and launch it twice: /probe and /rover/second."""
    prefix = tmp_path_factory.mktemp('prefix')
    marker = prefix / 'share/ament_index/resource_index/packages/probe_package'
    executable = prefix / 'lib/probe_package/probe'
    for file in (marker, executable):
        file.parent.mkdir(parents=True)
    marker.touch()
    executable.write_text(f'#!/bin/sh\nexec {sys.executable} {PROBE} "$@"\n')
    executable.chmod(0o755)
    file = prefix / 'probe.launch.xml'
    (prefix / 'params.yaml').write_text('/**:\n  ros__parameters: {speed: 3.0, label: of file}\n')
    file.write_text("""<launch>
      <arg name="label"/>
      <node pkg="probe_package" exec="probe" output="screen"/>
      <node pkg="probe_package" exec="probe" name="second" namespace="rover">
        <param from="$(dirname)/params.yaml"/>
        <param name="label" value="$(var label)"/>
        <param name="lidar.rays" value="90"/>
        <remap from="chatter" to="talk"/>
      </node>
    </launch>""")
    path = f'{prefix}:{environment["AMENT_PREFIX_PATH"]}'
    log = prefix / 'log'
    with log.open('w') as output:
        process = subprocess.Popen(
            [sys.executable, '-m', 'ros2_lite', 'launch', str(file), 'label:=of launch'],
            env=environment | {'AMENT_PREFIX_PATH': path}, stdout=output, start_new_session=True,
        )  # fmt: skip
    yield log
    process.send_signal(signal.SIGINT)
    exit_code = process.wait(timeout=30)
    assert exit_code == 0, log.read_text()


@pytest.fixture(scope='module', autouse=True)
def both_are_up(probe, environment):
    """Wait until both nodes answer."""
    for name in ('/probe', '/rover/second'):
        for _ in range(5):
            command = [sys.executable, '-m', 'ros2_lite', 'param', 'get', name, 'speed']
            if subprocess.run(command, env=environment, capture_output=True).returncode == 0:
                break
        else:
            pytest.fail(f'{name} did not come up: {probe.read_text()}')


def test_nodes_are_listed(ros2):
    result = ros2('node', 'list')
    assert (result.returncode, result.stdout) == (0, '/probe\n/rover/second\n')
    assert ros2('node', 'list', '-c').stdout == '2\n'


def test_info_of_a_node_lists_what_it_offers(ros2):
    shown = ros2('node', 'info', '/probe').stdout
    assert shown.startswith('/probe\n  Subscribers:\n    /listen: std_msgs/msg/String\n')
    assert '\n  Publishers:\n    /chatter: std_msgs/msg/String\n' in shown
    assert '\n    /switch: std_srvs/srv/SetBool\n  Service Clients:\n' in shown
    assert shown.endswith('Action Servers:\n    /evaluate: rover_interfaces/action/Evaluate\n'
                          '  Action Clients:\n')  # fmt: skip
    missing = ros2('node', 'info', '/nobody')
    assert (missing.returncode, missing.stderr) == (1, "Unable to find node '/nobody'\n")


def test_topics_are_listed_with_their_types(ros2):
    lines = ros2('topic', 'list', '-t').stdout.splitlines()
    assert '/chatter [std_msgs/msg/String]' in lines
    assert '/rover/talk [std_msgs/msg/String]' in lines
    assert not any('/_' in line for line in lines)


def test_info_of_a_topic_counts_its_endpoints(ros2):
    expected = 'Type: std_msgs/msg/String\nPublisher count: 1\nSubscription count: 0\n'
    assert ros2('topic', 'info', 'chatter').stdout == expected
    verbose = ros2('topic', 'info', '/chatter', '-v').stdout
    assert '\nNode name: probe\n' in verbose
    assert '\n  Reliability: RELIABLE\n' in verbose
    unknown = ros2('topic', 'info', '/nothing')
    assert (unknown.returncode, unknown.stderr) == (1, "Unknown topic '/nothing'\n")


def test_type_of_a_topic(ros2):
    assert ros2('topic', 'type', 'chatter').stdout == 'std_msgs/msg/String\n'
    assert ros2('topic', 'type', 'nothing').returncode == 1


def test_echo_prints_one_message_or_a_field_of_it(ros2):
    assert ros2('topic', 'echo', '--once', 'chatter').stdout == 'data: hello\n---\n'
    field = ros2('topic', 'echo', '--once', '/chatter', '--field', 'data')
    assert field.stdout == 'hello\n---\n'
    wrong = ros2('topic', 'echo', '--once', '/chatter', '--field', 'nothing')
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("Invalid field 'nothing': ")


def test_echo_takes_the_durability_of_the_publisher(ros2):
    assert ros2('topic', 'echo', '--once', '/latched').stdout == 'data: once for all\n---\n'


def test_echo_without_a_publisher_says_so(ros2):
    result = ros2('topic', 'echo', '/nothing')
    assert result.returncode == 1
    assert result.stdout == 'WARNING: topic [/nothing] does not appear to be published yet\n'
    assert result.stderr == 'Could not determine the type for the passed topic\n'


def test_hz_prints_the_rate_until_ctrl_c(start):
    process = start('topic', 'hz', 'chatter', '--window', '10')
    rate = float(process.stdout.readline().removeprefix('average rate: '))
    assert 5.0 < rate < 40.0
    pattern = r'\tmin: \d\.\d{3}s max: \d\.\d{3}s std dev: \d\.\d{5}s window: \d+\n'
    assert re.fullmatch(pattern, process.stdout.readline())
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 2


def test_pub_waits_for_a_listener_and_is_heard(ros2, probe, wait_for):
    type_ = 'std_msgs/msg/String'
    result = ros2('topic', 'pub', '-t', '2', '-r', '20', '/listen', type_, 'data: hi')
    assert result.returncode == 0
    assert result.stdout.endswith(
        'publisher: beginning loop\n'
        "publishing #1: std_msgs.msg.String(data='hi')\n\n"
        "publishing #2: std_msgs.msg.String(data='hi')\n\n"
    )
    wait_for(lambda: probe.read_text().count('heard hi') == 2, 'both messages')


def test_services_are_listed_and_have_a_type(ros2):
    assert '/switch [std_srvs/srv/SetBool]' in ros2('service', 'list', '-t').stdout
    assert ros2('service', 'type', '/switch').stdout == 'std_srvs/srv/SetBool\n'
    assert ros2('service', 'type', '/nothing').returncode == 1


def test_a_service_is_called(ros2):
    result = ros2('service', 'call', '/switch', 'std_srvs/srv/SetBool', '{data: true}')
    assert result.returncode == 0
    assert result.stdout.endswith(
        'requester: making request: std_srvs.srv.SetBool_Request(data=True)\n\n'
        "response:\nstd_srvs.srv.SetBool_Response(success=True, message='switched True')\n\n"
    )


def test_wrong_types_and_values_are_named(ros2):
    wrong_type = ros2('service', 'call', '/switch', 'std_srvs/srv/Nothing')
    assert (wrong_type.returncode, wrong_type.stderr) == (1, 'The passed service type is invalid\n')
    wrong_field = ros2('service', 'call', '/switch', 'std_srvs/srv/SetBool', '{on: true}')
    assert wrong_field.returncode == 1
    assert wrong_field.stderr.startswith('Failed to populate field: ')
    wrong_message = ros2('topic', 'pub', '/listen', 'std_msgs/msg/String', 'hello')
    assert wrong_message.returncode == 1
    assert wrong_message.stderr.startswith('The passed value needs to be a dictionary')


def test_parameters_are_listed_read_set_and_dumped(ros2):
    assert '  lidar.rays\n' in ros2('param', 'list', 'probe').stdout
    assert '/rover/second:\n' in ros2('param', 'list').stdout
    assert ros2('param', 'set', '/probe', 'speed', '2.5').stdout == 'Set parameter successful\n'
    assert ros2('param', 'get', 'probe', 'speed').stdout == 'Double value is: 2.5\n'
    dumped = yaml.safe_load(ros2('param', 'dump', '/probe').stdout)
    assert dumped['/probe']['ros__parameters']['lidar'] == {'rays': 180}


def test_a_parameter_that_is_refused_says_why(ros2):
    result = ros2('param', 'set', '/probe', 'speed', 'fast')
    assert (result.returncode, result.stdout) == (0, '')
    assert result.stderr.startswith('Setting parameter failed: Wrong parameter type')
    assert ros2('param', 'get', '/probe', 'nothing').returncode == 1
    nobody = ros2('param', 'get', '/nobody', 'speed')
    assert (nobody.returncode, nobody.stderr) == (1, 'Node not found\n')


def test_parameters_of_the_launch_file_reach_the_node(ros2):
    dumped = yaml.safe_load(ros2('param', 'dump', '/rover/second').stdout)
    parameters = dumped['/rover/second']['ros__parameters']
    assert (parameters['speed'], parameters['label']) == (3.0, 'of launch')
    assert parameters['lidar']['rays'] == 90


def test_actions_are_listed(ros2):
    listed = ros2('action', 'list', '-t').stdout.splitlines()
    assert '/evaluate [rover_interfaces/action/Evaluate]' in listed


def test_a_goal_gives_feedback_and_a_result(ros2):
    result = ros2(
        'action', 'send_goal', '-f', '/evaluate', 'rover_interfaces/action/Evaluate', '{trials: 2}'
    )
    assert result.returncode == 0
    assert result.stdout.startswith(
        'Waiting for an action server to become available...\n'
        "Sending goal:\n     policy: ''\ntrials: 2\nseed: 0\nofficial: false\n\n"
        'Goal accepted with ID: '
    )
    assert 'Feedback:\n    trial: 2\n' in result.stdout
    assert '\nResult:\n    success: true\nerror_code: 0\nmessage: all driven\n' in result.stdout
    assert result.stdout.endswith('\n\nGoal finished with status: SUCCEEDED\n')


def test_a_rejected_goal_says_so(ros2):
    result = ros2(
        'action', 'send_goal', '/evaluate', 'rover_interfaces/action/Evaluate', '{policy: reject}'
    )
    assert result.stdout.endswith('Goal was rejected.\n')


def test_ctrl_c_cancels_the_goal(start, wait_for, probe):
    type_ = 'rover_interfaces/action/Evaluate'
    process = start('action', 'send_goal', '/evaluate', type_, '{policy: wait}')
    wait_for(lambda: 'Goal accepted' in process.stdout.readline(), 'the goal to be accepted')
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 2
    assert output.endswith('Canceling goal...\nGoal canceled.\n')
    wait_for(lambda: 'goal canceled' in probe.read_text(), 'the end of the goal')
