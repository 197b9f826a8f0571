"""Leave a spinning node quietly."""

from collections.abc import Iterator
from contextlib import contextmanager

import rclpy
from rclpy._rclpy_pybind11 import RCLError
from rclpy.executors import ExternalShutdownException


@contextmanager
def quiet_stop() -> Iterator[None]:
    """Swallow what Ctrl-C, or a shutdown by anybody else, raises in a spinning node."""
    try:
        yield
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    except RCLError:
        # The signal may close the context between two looks of the executor at it, which then
        # fails to make its wait set.
        if rclpy.ok():
            raise
