"""Driving by keyboard: a real terminal, the real node and the real simulation."""

import os
import pty
import subprocess
import termios
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from ament_index_python.packages import get_package_prefix
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rover_description import load_rover

SPEED = load_rover().drive.speed_mps


class Terminal:
    """The teleop node in a terminal of its own."""

    def __init__(self, domain: int) -> None:
        self.hands, self.screen = pty.openpty()
        self.before = termios.tcgetattr(self.screen)
        executable = Path(get_package_prefix('mars_world')) / 'lib' / 'mars_world' / 'teleop'
        self.process = subprocess.Popen(
            [executable],
            stdin=self.screen,
            stdout=self.screen,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ, ROS_DOMAIN_ID=str(domain)),
        )

    def type(self, keys: bytes) -> None:
        os.write(self.hands, keys)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for end in (self.hands, self.screen):
            with suppress(OSError):
                os.close(end)


@pytest.fixture
def terminal(graph) -> Iterator[Terminal]:
    graph.commands = graph.record(Twist, 'cmd_vel')
    opened = Terminal(graph.domain)
    graph.wait_for_publisher('cmd_vel')
    graph.commands.wait_for()
    yield opened
    opened.close()


def drives(speed: float, side: float):
    """Say whether a command has a speed and turns to a side: 1 left, 0 straight on, -1 right."""
    return lambda command: (
        command.linear.x == pytest.approx(speed)
        and (command.angular.z > 0) - (command.angular.z < 0) == side
    )


def test_keys_become_commands_and_leaving_stops_the_rover(graph, terminal) -> None:
    assert graph.commands.wait_for().linear.x == 0.0
    for keys, side in ((b'w', 0), (b'\x1b[D', 1), (b'd', -1)):
        terminal.type(keys)
        graph.commands.wait_for(drives(SPEED, side))
    terminal.type(b'q')
    assert terminal.process.wait(15) == 0
    graph.wait_until(
        lambda: drives(0.0, 0)(graph.commands.messages[-1]), 'the last command to be a stop'
    )
    assert termios.tcgetattr(terminal.screen) == terminal.before


def test_a_key_moves_the_rover_in_the_simulation(graph, terminal) -> None:
    odometry = graph.record(Odometry, 'odom')
    graph.start('mars_world', 'simulation', {'world': 'training_grounds', 'lockstep': False})
    odometry.wait_for(timeout_s=60.0)
    terminal.type(b'\x1b[A')
    odometry.wait_for(lambda message: message.pose.pose.position.x > 0.3)
    terminal.type(b' ')
    moving = len(odometry.messages)
    graph.wait_until(
        lambda: (
            abs(odometry.messages[-1].twist.twist.linear.x) < 0.01
            and len(odometry.messages) > moving
        ),
        'the rover to stand',
    )


def test_without_a_terminal_it_says_how_to_start_it(graph) -> None:
    process = graph.start('mars_world', 'teleop')
    assert process.wait(30) == 1
    assert 'in a terminal' in process.output
