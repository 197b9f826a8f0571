"""Leave a spinning node quietly."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import rclpy
from rclpy._rclpy_pybind11 import RCLError
from rclpy.executors import ExternalShutdownException


@contextmanager
def quiet_stop() -> Iterator[None]:
    """Swallow what Ctrl-C, or a shutdown by anybody else, raises in a spinning node.

    Behind it the process is on its way out, and further Ctrl-C are ignored.
    """
    try:
        yield
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    except RCLError:
        # The signal may close the context between two looks of the executor at it, which then
        # fails to make its wait set.
        if rclpy.ok():
            raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # terminal and launch may both send one
