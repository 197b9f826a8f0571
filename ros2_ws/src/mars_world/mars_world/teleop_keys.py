"""What the keys of the keyboard drive mean: the three moves that a policy has, and stop."""

import re
from collections.abc import Iterator
from enum import Enum

from rover_description import Rover

# Arrows come as escape sequences, with O instead of [ where a program switched the keypad over.
_PRESSED = re.compile(rb'\x1b[\[O][A-D]|\x1b[\[O].?|.', re.DOTALL)

HELP = """\
 Drive the rover. A key holds until the next one.

   up     or W   straight on
   left   or A   turn left
   right  or D   turn right
   space, down or S   stop
   Q      or Ctrl-C   stop and leave
"""


class Move(Enum):
    """What the rover does until another key is pressed; the value is what the screen says."""

    STOP = 'standing'
    STRAIGHT = 'straight on'
    LEFT = 'turning left'
    RIGHT = 'turning right'
    QUIT = 'leaving'


_MOVES = {
    b'w': Move.STRAIGHT, b'\x1b[A': Move.STRAIGHT,
    b'a': Move.LEFT, b'\x1b[D': Move.LEFT,
    b'd': Move.RIGHT, b'\x1b[C': Move.RIGHT,
    b's': Move.STOP, b'\x1b[B': Move.STOP, b' ': Move.STOP,
    b'q': Move.QUIT, b'\x03': Move.QUIT, b'\x04': Move.QUIT,
}  # fmt: skip


def moves_of(pressed: bytes) -> Iterator[Move]:
    """Yield the move of each key that has one, in the order they were pressed."""
    for key in _PRESSED.findall(pressed):
        name = key.replace(b'\x1bO', b'\x1b[') if len(key) > 1 else key.lower()
        if name in _MOVES:
            yield _MOVES[name]


def command_of(move: Move, rover: Rover) -> tuple[float, float]:
    """Return the speed [m/s] and the yaw rate [rad/s, left positive] of a move."""
    speed = rover.drive.speed_mps
    turn = {Move.LEFT: 1.0, Move.STRAIGHT: 0.0, Move.RIGHT: -1.0}
    if move not in turn:
        return 0.0, 0.0
    return speed, turn[move] * speed / rover.turn_radius_m
