"""Run a node until it is told to stop, and leave quietly."""

import sys
from collections.abc import Callable

import rclpy
from mars_world.ros_executor import SteadyExecutor
from mars_world.ros_stop import quiet_stop
from rclpy.exceptions import ParameterException
from rclpy.logging import get_logger
from rclpy.node import Node


def run(name: str, make_node: Callable[[], Node]) -> None:
    """Spin one node until Ctrl-C or shutdown; exit code 1 with one sentence if it cannot start."""
    rclpy.init()
    node = None
    try:
        with quiet_stop():
            node = make_node()
            executor = SteadyExecutor()
            executor.add_node(node)
            executor.spin()
    except (ValueError, ParameterException) as error:
        if node is not None:
            raise  # the fault is in the running node, where a traceback helps
        get_logger(name).fatal(str(error))
        sys.exit(1)
    finally:
        if node is not None:
            node.destroy_node()
        rclpy.try_shutdown()
