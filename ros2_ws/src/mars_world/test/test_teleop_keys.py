import pytest
from mars_world.teleop_keys import HELP, Move, command_of, moves_of
from rover_description import AckermannDrive, load_rover

ROVER = load_rover()


@pytest.mark.parametrize(
    ('pressed', 'expected'),
    [
        (b'w', Move.STRAIGHT), (b'W', Move.STRAIGHT), (b'\x1b[A', Move.STRAIGHT),
        (b'\x1bOA', Move.STRAIGHT), (b'a', Move.LEFT), (b'\x1b[D', Move.LEFT),
        (b'd', Move.RIGHT), (b'\x1b[C', Move.RIGHT), (b' ', Move.STOP), (b's', Move.STOP),
        (b'\x1b[B', Move.STOP), (b'q', Move.QUIT), (b'\x03', Move.QUIT),
    ],
)  # fmt: skip
def test_a_key_means_its_move(pressed, expected):
    assert list(moves_of(pressed)) == [expected]


@pytest.mark.parametrize('pressed', [b'', b'x', b'\xc3\xa4', b'\x1b', b'\x1b[', b'\x1b[H', b'\n'])
def test_other_keys_mean_nothing(pressed):
    assert list(moves_of(pressed)) == []


def test_keys_typed_at_once_are_taken_in_order():
    typed = b'w\x1b[Dx\x1b[C q'
    expected = [Move.STRAIGHT, Move.LEFT, Move.RIGHT, Move.STOP, Move.QUIT]
    assert list(moves_of(typed)) == expected


@pytest.mark.parametrize('move', [Move.STRAIGHT, Move.LEFT, Move.RIGHT])
def test_moves_are_what_the_rover_can_follow(move):
    speed, yaw_rate = command_of(move, ROVER)
    limited, curvature = AckermannDrive(ROVER).limit(speed, yaw_rate)
    assert limited == speed == ROVER.drive.speed_mps
    assert curvature == pytest.approx(yaw_rate / speed)


def test_left_is_positive_and_right_its_mirror():
    assert command_of(Move.LEFT, ROVER)[1] > 0.0
    assert command_of(Move.RIGHT, ROVER)[1] == -command_of(Move.LEFT, ROVER)[1]


@pytest.mark.parametrize('move', [Move.STOP, Move.QUIT])
def test_standing_and_leaving_stop_the_rover(move):
    assert command_of(move, ROVER) == (0.0, 0.0)


def test_the_help_names_every_key():
    for key in ('up', 'left', 'right', 'down', 'space', 'W', 'A', 'D', 'S', 'Q', 'Ctrl-C'):
        assert key in HELP
