"""The `compose` command: run several nodes in one process."""

import argparse
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import EntryPoint

import rclpy
from mars_world.ros_stop import quiet_stop
from rclpy.exceptions import ParameterException
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.logging import get_logger
from rclpy.node import Node
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
        self._executors: list[SingleThreadedExecutor] = []
        self._threads: list[threading.Thread] = []
        self._over = threading.Event()
        self.exit_code = 0

    def start(self, entries: Mapping[str, EntryPoint]) -> None:
        """Make the nodes one after the other, and spin each; raises NodeStartError."""
        for name, entry in entries.items():
            try:
                node = entry.load()()
            except (ValueError, ParameterException) as error:
                raise NodeStartError(name, str(error)) from None
            finished = getattr(node, 'finished', None)
            if finished is not None:
                finished.add_done_callback(lambda done: self._end(done.result()))
            executor = SingleThreadedExecutor()
            executor.add_node(node)
            thread = threading.Thread(target=self._spin, args=(executor,), name=name, daemon=True)
            self._nodes.append(node)
            self._executors.append(executor)
            self._threads.append(thread)
            thread.start()

    def wait(self) -> None:
        """Return when a node has finished or failed, or when ROS is shut down."""
        self._over.wait()

    def close(self) -> None:
        """Stop and destroy all nodes."""
        for executor in self._executors:
            executor.shutdown()
        for thread in self._threads:
            thread.join()
        for node in self._nodes:
            node.destroy_node()

    def _spin(self, executor: SingleThreadedExecutor) -> None:
        failed = True
        try:
            with suppress(ExternalShutdownException):
                executor.spin()
            failed = False
        finally:  # threading prints the traceback, with the name of the node
            self._end(1 if failed and rclpy.ok() else None)

    def _end(self, exit_code: int | None) -> None:
        self.exit_code = self.exit_code or exit_code or 0
        self._over.set()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the nodes that are named until Ctrl-C or until one of them has finished."""
    names = _names(remove_ros_args(sys.argv if arguments is None else arguments)[1:])
    try:
        entries = choose(names)
    except UnknownNodeError as error:
        get_logger('compose').fatal(str(error))
        sys.exit(2)
    rclpy.init(args=arguments)
    composition = Composition()
    try:
        with quiet_stop():
            composition.start(entries)
            composition.wait()
    except NodeStartError as error:
        get_logger(error.name).fatal(str(error))
        composition.exit_code = 1
    finally:
        composition.close()
        rclpy.try_shutdown()
    sys.exit(composition.exit_code)


def _names(words: Sequence[str]) -> list[str]:
    parser = argparse.ArgumentParser(
        prog='compose',
        description='Run several nodes in one process; ROS arguments go to all of them, a parameter '
        'to one with -p NODE:NAME:=VALUE.',
    )
    parser.add_argument(
        'nodes', nargs='+', metavar='NODE', help=f'any of {", ".join(composable_nodes())}'
    )
    names: list[str] = parser.parse_args(words).nodes
    return names
