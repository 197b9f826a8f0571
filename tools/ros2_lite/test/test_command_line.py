"""Help, unsupported words, and commands that need no graph."""

import subprocess
import sys

import pytest


def test_help_names_the_commands_and_succeeds(ros2):
    result = ros2('--help')
    assert result.returncode == 0
    assert '  launch     Run a launch file\n' in result.stdout
    assert ros2().stdout == result.stdout


def test_help_of_a_command_names_its_verbs(ros2):
    result = ros2('topic')
    assert result.returncode == 0
    assert '  echo  Output messages from a topic\n' in result.stdout


def test_commands_without_a_graph_do_without_rclpy(environment):
    program = (
        'import sys; from ros2_lite.cli import main; main(["pkg", "list"]); main(["interface"]); '
        'main(["launch", "no_such_file"]); sys.exit("rclpy" in sys.modules)'
    )
    assert subprocess.run([sys.executable, '-c', program], env=environment).returncode == 0


@pytest.mark.parametrize('words', [['bag', 'record'], ['topic', 'bw', 'scan'], ['param', 'load']])
def test_what_only_the_official_command_has_is_named(ros2, words):
    result = ros2(*words)
    assert result.returncode == 2
    named = f'ros2 {words[0]}' if words[0] == 'bag' else f'ros2 {words[0]} {words[1]}'
    assert result.stderr.startswith(f'{named}: not supported here; install ros2cli')


def test_unknown_words_are_errors_of_the_command_line(ros2):
    assert ros2('no_such_command').returncode == 2
    assert ros2('topic', 'list', '--no-such-option').returncode == 2


def test_packages_are_listed_with_their_prefix(ros2):
    assert 'std_msgs' in ros2('pkg', 'list').stdout.splitlines()
    prefix = ros2('pkg', 'prefix', 'std_msgs')
    assert prefix.returncode == 0
    share = ros2('pkg', 'prefix', '--share', 'std_msgs').stdout
    assert share == f'{prefix.stdout.strip()}/share/std_msgs\n'
    missing = ros2('pkg', 'prefix', 'no_such_package')
    assert (missing.returncode, missing.stderr) == (1, 'Package not found\n')


def test_interfaces_are_listed_by_kind(ros2):
    lines = ros2('interface', 'list', '-s').stdout.splitlines()
    assert lines[0] == 'Services:'
    assert '    std_srvs/srv/SetBool' in lines
    assert 'Messages:' not in lines


def test_nested_types_are_shown_below_their_field(ros2):
    shown = ros2('interface', 'show', 'nav_msgs/msg/Odometry', '--no-comments').stdout
    assert shown.splitlines()[:5] == [
        'std_msgs/Header header',
        '\tbuiltin_interfaces/Time stamp',
        '\t\tint32 sec',
        '\t\tuint32 nanosec',
        '\tstring frame_id',
    ]
    assert '\tPose pose\n\t\tPoint position\n\t\t\tfloat64 x\n' in shown


def test_services_are_shown_with_comments_and_separator(ros2):
    shown = ros2('interface', 'show', 'std_srvs/srv/SetBool').stdout.splitlines()
    assert shown[0] == 'bool data # e.g. for hardware enabling / disabling'
    assert shown[1] == '---'


@pytest.mark.parametrize(
    ('name', 'message'),
    [
        ('std_msgs/String', "Invalid name 'std_msgs/String'. Expected three parts"),
        ('no_such/msg/String', "Unknown package 'no_such'"),
        ('std_msgs/msg/Nothing', 'Could not find the interface'),
    ],
)
def test_unknown_interfaces_are_named(ros2, name, message):
    result = ros2('interface', 'show', name)
    assert result.returncode == 1
    assert result.stderr.startswith(message)


@pytest.fixture
def prefix(tmp_path):
    """Install a package with an executable that ends with the code it is given."""
    marker = tmp_path / 'share/ament_index/resource_index/packages/probe_package'
    executable = tmp_path / 'lib/probe_package/ender'
    for file in (marker, executable):
        file.parent.mkdir(parents=True)
    marker.touch()
    executable.write_text('#!/bin/sh\necho "got $@"\nexit $1\n')
    executable.chmod(0o755)
    return tmp_path


def test_run_passes_arguments_and_exit_code_on(ros2, prefix):
    result = ros2('run', 'probe_package', 'ender', '3', '--ros-args', AMENT_PREFIX_PATH=str(prefix))
    assert result.returncode == 3
    assert sorted(result.stdout.splitlines()) == [
        '[ros2run]: Process exited with failure 3',
        'got 3 --ros-args',
    ]


def test_run_names_what_is_missing(ros2, prefix):
    nothing = ros2('run', 'probe_package', 'nothing', AMENT_PREFIX_PATH=str(prefix))
    assert (nothing.returncode, nothing.stderr) == (1, 'No executable found\n')
    missing = ros2('run', 'no_such_package', 'nothing')
    assert (missing.returncode, missing.stderr) == (1, "Package 'no_such_package' not found\n")


def test_executables_are_listed_with_their_package(ros2, prefix):
    listed = ros2('pkg', 'executables', 'probe_package', AMENT_PREFIX_PATH=str(prefix))
    assert listed.stdout == 'probe_package ender\n'
