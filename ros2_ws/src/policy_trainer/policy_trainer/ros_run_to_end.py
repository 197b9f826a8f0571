"""Run a node that brings its work to a safe end before it leaves."""

import signal
import sys
import threading
from collections.abc import Callable
from typing import Protocol

import rclpy
from mars_world.ros_stop import leave
from rclpy.exceptions import ParameterException
from rclpy.executors import Executor, MultiThreadedExecutor
from rclpy.logging import get_logger
from rclpy.signals import SignalHandlerOptions

SPIN_PERIOD_S = 0.5
JOIN_TIMEOUT_S = 10.0


class WorkingNode(Protocol):
    """A node that says itself when it is done.

    finished: set when the node should end; then ``exit_code`` holds.
    """

    finished: threading.Event
    exit_code: int

    def finish(self) -> None:
        """Set ``finished`` soon; returns at once."""

    def stop(self) -> None:
        """Wait until the work is safe."""


def run_to_end(name: str, make_node: Callable[[], WorkingNode]) -> None:
    """Spin one node until it is finished or Ctrl-C, and while it stops, so that it can answer.

    Exit code 1 with one sentence if it cannot start.
    """
    # With rclpy's own handlers a Ctrl-C would close the graph before the last words are said.
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    try:
        node = make_node()
    except (ValueError, ParameterException) as error:
        get_logger(name).fatal(str(error))
        leave(exit_code=1)
        sys.exit(1)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: node.finish())
    _spin_until_stopped(node)
    leave(node, exit_code=node.exit_code)
    sys.exit(node.exit_code)


def _spin_until_stopped(node: WorkingNode) -> None:
    executor = MultiThreadedExecutor(num_threads=4)
    executor.add_node(node)
    over = threading.Event()
    spinner = threading.Thread(target=_spin, args=(executor, over), name='executor', daemon=True)
    spinner.start()
    node.finished.wait()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on its way out; a launch that stops sends one
    node.stop()
    over.set()
    executor.wake()
    spinner.join(JOIN_TIMEOUT_S)
    executor.shutdown()


def _spin(executor: Executor, over: threading.Event) -> None:
    """Spin until told; an executor that is shut down while it spins fails in its own thread."""
    while not over.is_set():
        executor.spin_once(SPIN_PERIOD_S)
