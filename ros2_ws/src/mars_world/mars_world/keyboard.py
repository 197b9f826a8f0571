"""Read a terminal key by key, without waiting for Enter and without showing what is typed."""

import os
import select
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

MAX_BYTES = 1024
END_OF_INPUT = b'\x04'


class KeyboardError(RuntimeError):
    """No keys can be read; one sentence with the remedy."""


@contextmanager
def keyboard(terminal: TextIO) -> Iterator[Callable[[], bytes]]:
    """Switch a terminal to single keys, and back at the end whatever happens.

    Yields a function that returns what was pressed since, at once, and END_OF_INPUT once the
    terminal is gone.

    Raises:
        KeyboardError: it is no terminal.
    """
    file = terminal.fileno()
    if not os.isatty(file):
        raise KeyboardError(
            'there is no keyboard to read: start this by hand in a terminal, not from a launch file'
        )
    before = termios.tcgetattr(file)
    try:
        tty.setcbreak(file)
        yield lambda: _pressed(file)
    finally:
        with suppress(termios.error):  # a terminal that has closed needs nothing back
            termios.tcsetattr(file, termios.TCSADRAIN, before)


def _pressed(file: int) -> bytes:
    if not select.select([file], [], [], 0.0)[0]:
        return b''
    try:
        return os.read(file, MAX_BYTES) or END_OF_INPUT
    except OSError:  # the other end of the terminal has closed
        return END_OF_INPUT
