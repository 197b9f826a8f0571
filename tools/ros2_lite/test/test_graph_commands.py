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
            env=environment | {'AMENT_PREFIX_PATH': path},
            stdout=output,
            start_new_session=True,
        )
    yield log
    process.send_signal(signal.SIGINT)
    exit_code = process.wait(timeout=30)
    assert exit_code == 0, log.read_text()


@pytest.fixture(scope='module', autouse=True)
def both_are_up(probe, ros2):
    """Wait until both nodes answer."""
    for _ in range(5):
        results = ros2.each(
            ('param', 'get', '/probe', 'speed'), ('param', 'get', '/rover/second', 'speed')
        )
        if all(result.returncode == 0 for result in results):
            return
    pytest.fail(f'the nodes did not come up: {probe.read_text()}')


def test_nodes_are_listed(ros2):
    listed, count = ros2.each(('node', 'list'), ('node', 'list', '-c'))
    assert (listed.returncode, listed.stdout) == (0, '/probe\n/rover/second\n')
    assert count.stdout == '2\n'


def test_info_of_a_node_lists_what_it_offers(ros2):
    shown, missing = ros2.each(('node', 'info', '/probe'), ('node', 'info', '/nobody'))
    assert shown.stdout.startswith('/probe\n  Subscribers:\n    /listen: std_msgs/msg/String\n')
    assert '\n  Publishers:\n    /chatter: std_msgs/msg/String\n' in shown.stdout
    assert '\n    /switch: std_srvs/srv/SetBool\n  Service Clients:\n' in shown.stdout
    end = 'Action Servers:\n    /evaluate: rover_interfaces/action/Evaluate\n  Action Clients:\n'
    assert shown.stdout.endswith(end)
    assert (missing.returncode, missing.stderr) == (1, "Unable to find node '/nobody'\n")


def test_topics_are_listed_with_their_types(ros2):
    listed, verbose = ros2.each(('topic', 'list', '-t'), ('topic', 'list', '-v'))
    lines = listed.stdout.splitlines()
    assert '/chatter [std_msgs/msg/String]' in lines
    assert '/rover/talk [std_msgs/msg/String]' in lines
    assert not any('/_' in line for line in lines)
    assert ' * /chatter [std_msgs/msg/String] 1 publisher\n' in verbose.stdout


def test_info_of_a_topic_counts_its_endpoints(ros2):
    short, verbose, unknown = ros2.each(
        ('topic', 'info', 'chatter'),
        ('topic', 'info', '/chatter', '-v'),
        ('topic', 'info', '/nothing'),
    )
    assert short.stdout == 'Type: std_msgs/msg/String\nPublisher count: 1\nSubscription count: 0\n'
    assert '\nNode name: probe\n' in verbose.stdout
    assert '\n  Reliability: RELIABLE\n' in verbose.stdout
    assert (unknown.returncode, unknown.stderr) == (1, "Unknown topic '/nothing'\n")


def test_topics_and_services_have_a_type(ros2):
    topic, service, no_topic, no_service = ros2.each(
        ('topic', 'type', 'chatter'),
        ('service', 'type', '/switch'),
        ('topic', 'type', '/nothing'),
        ('service', 'type', '/nothing'),
    )
    assert (topic.returncode, topic.stdout) == (0, 'std_msgs/msg/String\n')
    assert (service.returncode, service.stdout) == (0, 'std_srvs/srv/SetBool\n')
    assert (no_topic.returncode, no_service.returncode) == (1, 1)


def test_echo_prints_one_message_or_a_field_of_it(ros2):
    whole, field, wrong = ros2.each(
        ('topic', 'echo', '--once', 'chatter'),
        ('topic', 'echo', '--once', '/chatter', '--field', 'data'),
        ('topic', 'echo', '--once', '/chatter', '--field', 'nothing'),
    )
    assert whole.stdout == 'data: hello\n---\n'
    assert field.stdout == 'hello\n---\n'
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


def test_services_and_actions_are_listed(ros2):
    services, actions = ros2.each(('service', 'list', '-t'), ('action', 'list', '-t'))
    assert '/switch [std_srvs/srv/SetBool]' in services.stdout.splitlines()
    assert '/evaluate [rover_interfaces/action/Evaluate]' in actions.stdout.splitlines()


def test_a_service_is_called(ros2):
    result = ros2('service', 'call', '/switch', 'std_srvs/srv/SetBool', '{data: true}')
    assert result.returncode == 0
    assert result.stdout.endswith(
        'requester: making request: std_srvs.srv.SetBool_Request(data=True)\n\n'
        "response:\nstd_srvs.srv.SetBool_Response(success=True, message='switched True')\n\n"
    )


def test_wrong_types_and_values_are_named(ros2):
    results = ros2.each(
        ('service', 'call', '/switch', 'std_srvs/srv/Nothing'),
        ('service', 'call', '/switch', 'std_srvs/srv/SetBool', '{on: true}'),
        ('topic', 'pub', '/listen', 'std_msgs/msg/String', 'hello'),
        ('action', 'send_goal', '/evaluate', 'rover_interfaces/action/Evaluate', '{trials: -1}'),
    )
    assert [result.returncode for result in results] == [1, 1, 1, 1]
    wrong_type, wrong_field, wrong_message, wrong_goal = [result.stderr for result in results]
    assert wrong_type == 'The passed service type is invalid\n'
    assert wrong_field.startswith('Failed to populate field: ')
    assert wrong_message.startswith('The passed value needs to be a dictionary')
    assert wrong_goal.startswith('Failed to populate message fields: ')


def test_parameters_are_listed(ros2):
    one, all_, typed = ros2.each(
        ('param', 'list', 'probe'), ('param', 'list'), ('param', 'list', 'probe', '--param-type')
    )
    assert '  lidar.rays\n' in one.stdout
    assert '/rover/second:\n' in all_.stdout
    assert '  lidar.rays (type: integer)\n' in typed.stdout


def test_a_parameter_is_set_read_and_dumped(ros2):
    assert ros2('param', 'set', '/probe', 'speed', '2.5').stdout == 'Set parameter successful\n'
    got, dumped = ros2.each(('param', 'get', 'probe', 'speed'), ('param', 'dump', '/probe'))
    assert got.stdout == 'Double value is: 2.5\n'
    parameters = yaml.safe_load(dumped.stdout)['/probe']['ros__parameters']
    assert (parameters['speed'], parameters['lidar']) == (2.5, {'rays': 180})


def test_what_is_wrong_with_a_parameter_is_said(ros2):
    refused, unknown, nobody = ros2.each(
        ('param', 'set', '/probe', 'speed', 'fast'),
        ('param', 'get', '/probe', 'nothing'),
        ('param', 'get', '/nobody', 'speed'),
    )
    assert (refused.returncode, refused.stdout) == (0, '')
    assert refused.stderr.startswith('Setting parameter failed: Wrong parameter type')
    assert (unknown.returncode, unknown.stderr) == (1, 'Parameter not set\n')
    assert (nobody.returncode, nobody.stderr) == (1, 'Node not found\n')


def test_parameters_of_the_launch_file_reach_the_node(ros2):
    dumped = yaml.safe_load(ros2('param', 'dump', '/rover/second').stdout)
    parameters = dumped['/rover/second']['ros__parameters']
    assert (parameters['speed'], parameters['label']) == (3.0, 'of launch')
    assert parameters['lidar']['rays'] == 90


def test_a_goal_gives_feedback_and_a_result(ros2):
    result = ros2(
        'action', 'send_goal', '-f', '/evaluate', 'rover_interfaces/action/Evaluate', '{trials: 8}'
    )
    assert result.returncode == 0
    assert result.stdout.startswith(
        'Waiting for an action server to become available...\n'
        "Sending goal:\n     policy: ''\ntrials: 8\nseed: 0\nofficial: false\n\n"
        'Goal accepted with ID: '
    )
    assert 'Feedback:\n    trial: ' in result.stdout  # the last one may come after the result
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
