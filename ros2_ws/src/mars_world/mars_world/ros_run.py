"""Run a node until it is told to stop, and leave quietly."""

import sys
from collections.abc import Callable

import rclpy
from rclpy.exceptions import ParameterException
from rclpy.logging import get_logger
from rclpy.node import Node

from mars_world.ros_executor import SteadyExecutor
from mars_world.ros_stop import leave, quiet_stop


def run(name: str, make_node: Callable[[], Node]) -> None:
    """Spin one node until Ctrl-C or shutdown; exit code 1 with one sentence if it cannot start.

    A node that has a future ``finished`` ends with its result as the exit code.
    """
    rclpy.init()
    node = finished = None
    exit_code = 1
    try:
        with quiet_stop():
            node = make_node()
            executor = SteadyExecutor()
            executor.add_node(node)
            finished = getattr(node, 'finished', None)
            if finished is None:
                executor.spin()
            else:
                executor.spin_until_future_complete(finished)
        exit_code = (finished.result() or 0) if finished else 0
    except (ValueError, ParameterException) as error:
        if node is not None:
            raise  # the fault is in the running node, where a traceback helps
        get_logger(name).fatal(str(error))
    finally:
        leave(node, exit_code=exit_code)
    sys.exit(exit_code)
