"""The `compose` command: run several nodes in one process."""

import argparse
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint

import rclpy
from mars_world.ros_executor import SteadyExecutor
from mars_world.ros_stop import leave
from rclpy.exceptions import ParameterException
from rclpy.logging import get_logger
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions
from rclpy.task import Future
from rclpy.utilities import remove_ros_args

from rover_env.composable_nodes import UnknownNodeError, choose, composable_nodes


class NodeStartError(RuntimeError):
    """A node that cannot start; name says which one."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name


class Composition:
    """Nodes that share a process and nothing else: each is spun by a thread of its own.

    So a node whose callback waits for another one does not stop it, and no executor looks through
    the entities of all nodes for each message. A node that has a future ``finished`` ends all with
    its result as the exit code.
    """

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._threads: list[threading.Thread] = []
        self._ending = threading.Event()
        self._stop = Future()
        self.exit_code = 0

    def start(self, entries: Mapping[str, EntryPoint]) -> None:
        """Make the nodes one after the other, and spin each; raises NodeStartError."""
        for name, entry in entries.items():
            if self._ending.is_set():
                return
            try:
                node = entry.load()()
            except (ValueError, ParameterException) as error:
                raise NodeStartError(name, str(error)) from None
            finished = getattr(node, 'finished', None)
            if finished is not None:
                finished.add_done_callback(lambda done: self.end(done.result()))
            thread = threading.Thread(target=self._spin, args=(node,), name=name)
            self._nodes.append(node)
            self._threads.append(thread)
            thread.start()

    def end(self, exit_code: int = 0) -> None:
        """Have ``wait`` return; the first exit code that is not 0 counts."""
        self.exit_code = self.exit_code or exit_code
        self._ending.set()

    def wait(self) -> None:
        """Return when all is to end."""
        self._ending.wait()

    def close(self) -> None:
        """Stop and destroy all nodes.

        The threads end before ROS is shut down: to shut it down under spinning executors ended
        some processes with a segmentation fault (rclpy 9.1.2).
        """
        self._stop.set_result(None)
        for thread in self._threads:
            thread.join()
        leave(*self._nodes, exit_code=self.exit_code)

    def _spin(self, node: Node) -> None:
        executor = SteadyExecutor()
        executor.add_node(node)
        exit_code = 1
        try:
            executor.spin_until_future_complete(self._stop)
            exit_code = 0
        finally:  # threading prints the traceback, with the name of the node
            self.end(exit_code)


def main() -> None:
    """Run the nodes that are named until Ctrl-C or until one of them has finished."""
    try:
        entries = choose(_names(remove_ros_args(sys.argv)[1:]))
    except UnknownNodeError as error:
        get_logger('compose').fatal(str(error))
        sys.exit(2)
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    composition = Composition()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: composition.end())
    try:
        composition.start(entries)
        composition.wait()
    except NodeStartError as error:
        get_logger(error.name).fatal(str(error))
        composition.end(1)
    finally:
        composition.close()
    sys.exit(composition.exit_code)


def _names(words: Sequence[str]) -> list[str]:
    parser = argparse.ArgumentParser(
        prog='compose',
        description='Run several nodes in one process. ROS arguments go to all of them; every '
        'node that has a parameter of the name given takes it.',
    )
    parser.add_argument(
        'nodes', nargs='+', metavar='NODE', help=f'any of {", ".join(composable_nodes())}'
    )
    names: list[str] = parser.parse_args(words).nodes
    return names
