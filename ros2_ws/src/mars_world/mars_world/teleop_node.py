"""Drive by keyboard: turns keys of the terminal into commands for the rover."""

import sys

import rclpy
import rclpy.logging
from geometry_msgs.msg import Twist
from rclpy.duration import Duration
from rclpy.exceptions import ParameterException
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from rover_description import load_rover

from mars_world.keyboard import KeyboardError, keyboard
from mars_world.ros_parameters import declare
from mars_world.ros_qos import LATEST
from mars_world.ros_stop import leave
from mars_world.teleop_keys import HELP, Move, command_of, moves_of

_POLL_S = 0.02
_SEND_OFF_S = 1.0
_NOBODY = 'nobody listens: start teleop.launch.xml in another terminal'


class Teleop(Node):
    """In: keys of the terminal. Out: cmd_vel (Twist).

    Params: rate [Hz].
    """

    def __init__(self) -> None:
        super().__init__('teleop')
        rate = declare(
            self, 'rate', 20.0, '[Hz] of commands; the simulation stops 0.5 s after the last one',
            (2.0, 100.0),
        )  # fmt: skip
        self._rover = load_rover()
        self.move = Move.STOP
        self._publisher = self.create_publisher(Twist, 'cmd_vel', LATEST)
        self.create_timer(1.0 / rate, self.publish)

    @property
    def is_heard(self) -> bool:
        """Whether anything listens to cmd_vel."""
        return bool(self._publisher.get_subscription_count())

    def press(self, pressed: bytes) -> None:
        """Take what was typed; a new move goes out at once."""
        for move in moves_of(pressed):
            self.move = move
            self.publish()
            if move is Move.QUIT:
                return

    def publish(self) -> None:
        """Send the present move."""
        command = Twist()
        command.linear.x, command.angular.z = command_of(self.move, self._rover)
        self._publisher.publish(command)

    def see_it_off(self) -> None:
        """Wait until the last command has arrived, which this process would else take along."""
        self._publisher.wait_for_all_acked(Duration(seconds=_SEND_OFF_S))


def _drive(node: Teleop) -> None:
    """Read keys and send commands until the person leaves."""
    with keyboard(sys.stdin) as pressed:
        sys.stdout.write(HELP + '\n')
        shown = ''
        try:
            while node.move is not Move.QUIT:
                rclpy.spin_once(node, timeout_sec=_POLL_S)
                node.press(pressed())
                line = node.move.value if node.is_heard else _NOBODY
                if line != shown:
                    sys.stdout.write(f'\r\033[K   {line}')
                    sys.stdout.flush()
                    shown = line
            node.see_it_off()
        finally:
            sys.stdout.write('\n')


def main() -> None:
    """Run the node until Q, Ctrl-C or shutdown; exit code 1 where there is no keyboard."""
    rclpy.init()
    node = None
    exit_code = 1
    try:
        node = Teleop()
        _drive(node)
        exit_code = 0
    except (KeyboardError, ParameterException) as error:
        rclpy.logging.get_logger('teleop').fatal(str(error))
    except (KeyboardInterrupt, ExternalShutdownException):
        exit_code = 0
    finally:
        leave(node, exit_code=exit_code)
    sys.exit(exit_code)
