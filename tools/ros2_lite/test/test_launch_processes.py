"""Launches with real processes: their lines, their ends, and that none is left behind."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

FAMILY = f'{sys.executable} {Path(__file__).with_name("family.py")}'


def lines_of(result):
    return result.stdout.splitlines()


def is_alive(pid):
    try:
        state = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in 'ZX'


@pytest.fixture
def family(start, launch_file, tmp_path, wait_for):
    """Launch a process with a child and a child in a session of its own; give their PIDs."""

    def launch(*options):
        command = ' '.join([FAMILY, f'{tmp_path}/pids', *options])
        file = launch_file(f'<executable cmd="{command}" output="screen"/>')
        process = start('launch', file)
        wait_for((tmp_path / 'pids').exists, 'the family to start')
        return process, [int(pid) for pid in (tmp_path / 'pids').read_text().split()]

    return launch


@pytest.fixture
def all_gone(wait_for):
    def check(pids):
        wait_for(lambda: not any(map(is_alive, pids)), f'the end of {pids}')

    return check


def test_lines_carry_the_name_of_their_process(ros2, launch_file):
    result = ros2(
        'launch',
        launch_file("""
      <arg name="word"/>
      <executable cmd="echo one $(var word)" output="screen"/>
      <executable cmd="printf 'no end of line'" output="screen" name="second"/>
    """),
        'word:=two',
    )
    assert result.returncode == 0
    lines = lines_of(result)
    assert lines[0].startswith('[INFO] [launch]: All log files can be found below /')
    assert '[echo-1] one two' in lines
    assert '[second-2] no end of line' in lines
    (pid,) = re.findall(r'\[INFO\] \[echo-1\]: process started with pid \[(\d+)\]', result.stdout)
    assert f'[INFO] [echo-1]: process has finished cleanly [pid {pid}]' in lines


def test_output_log_goes_to_the_log_file(ros2, launch_file, tmp_path):
    file = launch_file("""<executable cmd="sh -c 'echo quiet; echo loud >&amp;2'"/>""")
    result = ros2('launch', file, ROS_LOG_DIR=str(tmp_path))
    assert '[sh-1] quiet' not in lines_of(result)
    assert '[sh-1] loud' in lines_of(result)
    (log,) = tmp_path.glob('*/launch.log')
    assert '[sh-1] quiet' in log.read_text()
    assert '[sh-1] loud' in log.read_text()


def test_a_process_that_dies_is_reported_but_does_not_fail_the_launch(ros2, launch_file):
    result = ros2('launch', launch_file('<executable cmd="sh -c \'exit 3\'"/>'))
    assert result.returncode == 0
    pattern = r"\[ERROR\] \[sh-1\]: process has died \[pid \d+, exit code 3, cmd 'sh -c exit 3'\]\."
    assert re.search(pattern, result.stdout)


@pytest.mark.parametrize(('exit_code', 'launch_code'), [(0, 0), (3, 1)])
def test_on_exit_shutdown_stops_the_rest_and_tells_how_it_ended(
    ros2, launch_file, exit_code, launch_code
):
    result = ros2(
        'launch',
        launch_file(f"""
      <executable cmd="sleep 60"/>
      <executable cmd="sh -c 'exit {exit_code}'" on_exit="shutdown"/>
    """),
    )
    assert result.returncode == launch_code
    assert "[INFO] [sleep-1]: sending signal 'SIGINT' to process[sleep-1]" in lines_of(result)


def test_respawn_starts_a_process_again_so_many_times(ros2, launch_file):
    result = ros2(
        'launch',
        launch_file(
            '<executable cmd="echo again" output="screen" respawn="true" respawn_max_retries="2"'
            ' respawn_delay="0.05"/>'
        ),
    )
    assert lines_of(result).count('[echo-1] again') == 3


def test_ctrl_c_ends_respawning(start, launch_file, wait_for):
    process = start('launch', launch_file('<executable cmd="sleep 60" respawn="true"/>'))
    wait_for(lambda: 'process started' in process.stdout.readline(), 'the start')
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert 'process started' not in output


def test_a_program_that_does_not_exist_fails_the_launch(ros2, launch_file):
    result = ros2('launch', launch_file('<executable cmd="/no/such/program"/>'))
    assert result.returncode == 1
    expected = "[ERROR] [program-1]: cannot start '/no/such/program': No such file or directory"
    assert expected in lines_of(result)


def test_a_mistake_in_the_file_starts_nothing(ros2, launch_file):
    result = ros2('launch', launch_file('<executable cmd="echo a"/>\n<nothing/>'))
    assert result.returncode == 1
    assert 'test.launch.xml:3: <nothing> in <launch> is not supported here' in result.stderr
    assert result.stdout == ''


def test_an_argument_that_no_file_has_is_reported(ros2, launch_file):
    result = ros2('launch', launch_file('<executable cmd="true"/>'), 'wrold:=mars')
    assert "no launch file that was read has an argument 'wrold'" in result.stdout


def test_only_files_in_xml_are_launched(ros2, tmp_path):
    file = tmp_path / 'test.launch.py'
    file.touch()
    result = ros2('launch', file)
    assert result.returncode == 1
    assert 'only launch files in XML' in result.stderr


def test_a_launch_file_is_found_in_its_package(ros2, tmp_path):
    marker = tmp_path / 'share/ament_index/resource_index/packages/probe_package'
    file = tmp_path / 'share/probe_package/launch/hello.launch.xml'
    for parent in (marker, file):
        parent.parent.mkdir(parents=True)
    marker.touch()
    file.write_text('<launch><executable cmd="echo hello" output="screen"/></launch>')
    more = {'AMENT_PREFIX_PATH': str(tmp_path)}
    assert '[echo-1] hello' in lines_of(ros2('launch', 'probe_package', 'hello.launch.xml', **more))
    missing = ros2('launch', 'probe_package', 'nothing.launch.xml', **more)
    assert missing.returncode == 1
    assert "file 'nothing.launch.xml' was not found in the share directory" in missing.stderr
    assert ros2('launch', 'no_such_package', 'hello.launch.xml', **more).returncode == 1


def test_ctrl_c_stops_children_and_grandchildren(family, all_gone):
    process, pids = family()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    all_gone(pids)


def test_sigterm_stops_children_and_grandchildren(family, all_gone):
    process, pids = family()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 1
    all_gone(pids)


def test_more_ctrl_c_overcome_a_process_that_ignores_it(family, all_gone, wait_for):
    process, pids = family('deaf')
    for word in ('ctrl-c', 'escalating', 'escalating'):
        process.send_signal(signal.SIGINT)
        wait_for(lambda word=word: word in process.stdout.readline(), word)
    assert process.wait(timeout=30) == 0
    all_gone(pids)


def test_kill_9_of_the_command_leaves_nobody(family, all_gone):
    process, pids = family()
    process.kill()
    all_gone(pids)


def test_kill_9_of_the_process_group_leaves_nobody(family, all_gone):
    process, pids = family('deaf')
    os.killpg(process.pid, signal.SIGKILL)
    all_gone(pids)


def test_kill_9_of_the_launcher_leaves_nobody(family, all_gone):
    process, pids = family('deaf')
    launcher = int(Path(f'/proc/{pids[0]}/stat').read_text().rpartition(')')[2].split()[1])
    os.kill(launcher, signal.SIGKILL)
    assert process.wait(timeout=30) == 1
    all_gone(pids)


def test_what_the_processes_leave_behind_is_stopped_at_the_end(family, all_gone):
    process, pids = family('brief')
    assert process.wait(timeout=30) == 0
    all_gone(pids)


def test_ctrl_c_gets_through_a_flood_of_output(start, launch_file):
    process = start('launch', launch_file('<executable cmd="yes" output="screen"/>'))
    while '[yes-1] y' not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
