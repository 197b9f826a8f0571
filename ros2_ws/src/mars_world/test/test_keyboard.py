import os
import pty
import termios
from contextlib import suppress

import pytest
from mars_world.keyboard import END_OF_INPUT, KeyboardError, keyboard


@pytest.fixture
def terminal():
    """Return the person's end of a terminal, a file, and the program's end, a text stream."""
    hands, screen = pty.openpty()
    with os.fdopen(screen) as stream:
        yield hands, stream
    with suppress(OSError):  # one test has closed it already
        os.close(hands)


def test_keys_come_without_enter(terminal):
    hands, stream = terminal
    with keyboard(stream) as pressed:
        assert pressed() == b''
        os.write(hands, b'w\x1b[A')
        assert pressed() == b'w\x1b[A'
        assert pressed() == b''


def test_the_terminal_is_restored_after_an_error(terminal):
    _, stream = terminal
    before = termios.tcgetattr(stream)
    with pytest.raises(ZeroDivisionError), keyboard(stream):
        assert termios.tcgetattr(stream)[3] & (termios.ICANON | termios.ECHO) == 0
        raise ZeroDivisionError
    assert termios.tcgetattr(stream) == before


def test_a_file_is_no_keyboard():
    with (
        open(os.devnull) as stream,
        pytest.raises(KeyboardError, match='by hand in a terminal'),
        keyboard(stream),
    ):
        raise AssertionError('it was taken for a terminal')


def test_a_terminal_that_closes_ends_the_input(terminal):
    hands, stream = terminal
    with keyboard(stream) as pressed:
        os.close(hands)
        assert pressed() == END_OF_INPUT
