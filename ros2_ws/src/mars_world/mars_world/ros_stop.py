"""Leave a spinning node quietly."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import rclpy
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node

from mars_world.process_end import end_within

_CLOSING_S = 0.5  # the context is closed by another thread than the one that is interrupted
_LEAVING_S = 4  # shorter than the 5 s after which a launch sends stronger signals


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


def leave(*nodes: Node | None, exit_code: int = 0) -> None:
    """Close and destroy the nodes and shut ROS down; the process is to end next, with this code.

    A node with more to do than to be destroyed has a method ``close``, which may take its time.
    What follows may not: Fast DDS 3.2 hangs now and then if another participant leaves at the same
    moment, so the process is ended after some seconds. Seen were the inversion of locks of
    https://github.com/eProsima/Fast-DDS/issues/6502, and a wait until the end of steady_clock in
    DomainParticipantImpl::set_listener, which overflows in the libstdc++ that the packages on PyPI
    are built with, and then spins with the lock held that a callback needs.
    """
    made = [node for node in nodes if node is not None]
    for node in made:
        close = getattr(node, 'close', None)
        if close is not None:
            close()
    end_within(_LEAVING_S, exit_code)
    for node in made:
        node.destroy_node()
    rclpy.try_shutdown()


def _stays_up() -> bool:
    """Say whether the context is neither closed nor about to be."""
    deadline_s = time.monotonic() + _CLOSING_S
    while rclpy.ok() and time.monotonic() < deadline_s:
        time.sleep(0.01)
    return bool(rclpy.ok())
