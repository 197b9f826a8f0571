"""Leave a spinning node quietly."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import rclpy
from rclpy.executors import ExternalShutdownException

_CLOSING_S = 0.5  # the context is closed by another thread than the one that is interrupted


@contextmanager
def quiet_stop() -> Iterator[None]:
    """Swallow what Ctrl-C, or a shutdown by anybody else, raises in a spinning node.

    Behind it the process is on its way out, and further Ctrl-C are ignored.
    """
    try:
        yield
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    except RuntimeError:  # rclpy's own errors are such, too
        # The signal may come while a message is being taken, or close the context between two
        # looks of the executor at it, which then fails to make its wait set.
        if _stays_up():
            raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # terminal and launch may both send one


def _stays_up() -> bool:
    """Say whether the context is neither closed nor about to be."""
    deadline_s = time.monotonic() + _CLOSING_S
    while rclpy.ok() and time.monotonic() < deadline_s:
        time.sleep(0.01)
    return bool(rclpy.ok())
