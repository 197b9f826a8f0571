"""A node on the ROS graph for the time of one command.

There is no daemon that knows the graph already. A command that lists waits until it has seen some
of the graph and nothing new came for SETTLED_S; one that looks for a name waits until it is there.
Each waits SPIN_TIME_S at most; `--spin-time` sets another limit.
"""

import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.expand_topic_name import expand_topic_name
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.signals import SignalHandlerOptions

from ros2_lite.fastdds import set_fastdds_profile

SETTLED_S = 0.8  # longer than the 0.5 s between announcements, see fastdds.xml
SPIN_TIME_S = 2.0
_POLL_S = 0.05
_SPIN_SLICE_S = 0.1  # Python looks at Ctrl-C between the slices


def add_graph_arguments(parser: ArgumentParser) -> None:
    """Declare the options that the official command has for finding the graph."""
    parser.add_argument(
        '--spin-time',
        type=float,
        default=SPIN_TIME_S,
        help='Longest time to wait for discovery (in seconds)',
    )
    parser.add_argument(
        '-s', '--use-sim-time', action='store_true', help='Enable ROS simulation time'
    )
    parser.add_argument(
        '--no-daemon', action='store_true', help='Has no effect: there is no daemon here'
    )


@contextmanager
def graph_node(args: Namespace, name: str | None = None) -> Iterator[Node]:
    """Give a node for the time of the block, hidden in lists unless it has a `name`."""
    set_fastdds_profile(os.environ)
    # Without rclpy's own handlers Ctrl-C leaves the node usable, to cancel a goal with it.
    rclpy.init(args=[], signal_handler_options=SignalHandlerOptions.NO)
    node = rclpy.create_node(
        name or f'_ros2cli_{os.getpid()}',
        start_parameter_services=False,
        parameter_overrides=[Parameter('use_sim_time', value=args.use_sim_time)],
    )
    try:
        yield node
    finally:
        node.destroy_node()
        rclpy.try_shutdown()


@contextmanager
def discovered_graph(args: Namespace) -> Iterator[Node]:
    """Give a node that knows the graph."""
    with graph_node(args) as node:
        _settle(node, args.spin_time)
        yield node


def wait_until(condition: Callable[[], bool], timeout_s: float | None) -> bool:
    """Poll until `condition` holds; return False when it does not in time."""
    end_s = None if timeout_s is None else time.monotonic() + timeout_s
    while not condition():
        if end_s is not None and time.monotonic() >= end_s:
            return False
        time.sleep(_POLL_S)
    return True


def spin_until(node: Node, done: Callable[[], bool], timeout_s: float | None = None) -> bool:
    """Serve the node's callbacks until `done`; return False when it is not in time."""
    end_s = None if timeout_s is None else time.monotonic() + timeout_s
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    try:
        while not done():
            if end_s is not None and time.monotonic() >= end_s:
                return False
            executor.spin_once(timeout_sec=_SPIN_SLICE_S)
        return True
    finally:
        executor.remove_node(node)


def full_name(node: Node, name: str) -> str:
    """Return the absolute name of a topic or service, as `scan` means `/scan`."""
    try:
        return str(expand_topic_name(name, node.get_name(), node.get_namespace()))
    except ValueError as error:
        raise RuntimeError(str(error)) from error


def is_hidden(name: str) -> bool:
    """Tell whether a name has a part that begins with an underscore."""
    return any(part.startswith('_') for part in name.split('/'))


def _settle(node: Node, limit_s: float) -> None:
    alone = seen = _snapshot(node)
    begin_s = since_s = time.monotonic()
    while time.monotonic() < begin_s + limit_s:
        time.sleep(_POLL_S)
        now = _snapshot(node)
        if now != seen:
            seen, since_s = now, time.monotonic()
        if seen != alone and time.monotonic() > since_s + SETTLED_S:
            return


def _snapshot(node: Node) -> tuple[object, ...]:
    return (
        sorted(node.get_node_names_and_namespaces()),
        node.get_topic_names_and_types(),
        node.get_service_names_and_types(),
    )
