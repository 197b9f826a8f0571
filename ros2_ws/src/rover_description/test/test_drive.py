import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rover_description import CORNERS, WHEELS, AckermannDrive, load_rover

ROVER = load_rover()
DRIVE = AckermannDrive(ROVER)
SPEED, RADIUS = ROVER.drive.speed_mps, ROVER.turn_radius_m


def test_straight_wheels_all_turn_alike():
    targets = DRIVE.targets(SPEED, 0.0)
    assert np.all(targets.steer_rad == 0.0)
    assert targets.wheel_radps == pytest.approx(np.full(6, 10.0))


def test_a_left_turn_steers_the_front_left_and_the_rear_right():
    targets = DRIVE.targets(SPEED, 1.0 / RADIUS)
    steer = dict(zip(CORNERS, targets.steer_rad, strict=True))
    assert steer['front_left'] > steer['front_right'] > 0.0
    assert steer['rear_left'] == -steer['front_left']
    speed = dict(zip(WHEELS, targets.wheel_radps, strict=True))
    assert speed['middle_left'] < speed['front_left'] < speed['front_right']


def test_a_virtual_wheel_on_the_centre_line_has_the_published_angle():
    assert np.arctan(0.5 * ROVER.wheel.wheelbase_m / RADIUS) == pytest.approx(0.4)


@given(st.floats(0.0, SPEED), st.floats(-1.0 / RADIUS, 1.0 / RADIUS))
def test_no_wheel_has_to_slip(speed, curvature):
    """Each wheel's velocity is that of its place on a rigid rover."""
    targets = DRIVE.targets(speed, curvature)
    steer = dict(zip(CORNERS, targets.steer_rad, strict=True))
    for name, rate in zip(WHEELS, targets.wheel_radps, strict=True):
        x, y, _ = ROVER.wheel_centre_m(name)
        rigid = speed * np.array([1.0 - curvature * y, curvature * x])
        heading = steer.get(name, 0.0)
        rolled = ROVER.wheel.radius_m * rate * np.array([np.cos(heading), np.sin(heading)])
        assert rolled == pytest.approx(rigid, abs=1e-12)


@pytest.mark.parametrize(
    ('speed', 'yaw_rate', 'expected'),
    [
        (10.0, 0.0, (SPEED, 0.0)),
        (-1.0, 0.5, (0.0, 0.0)),
        (0.0, 1.0, (0.0, 0.0)),
        (0.4, 100.0, (0.4, 1.0 / RADIUS)),
        (0.4, -100.0, (0.4, -1.0 / RADIUS)),
        (np.nan, 0.0, (0.0, 0.0)),
        (0.4, np.inf, (0.0, 0.0)),
    ],
)
def test_commands_are_limited_to_what_the_rover_can_do(speed, yaw_rate, expected):
    assert [float(value) for value in DRIVE.limit(speed, yaw_rate)] == pytest.approx(expected)


def test_a_batch_of_commands_gives_a_batch_of_targets():
    targets = DRIVE.targets(np.full((4, 3), 0.5), np.zeros((4, 3)))
    assert targets.steer_rad.shape == (4, 3, 4)
    assert targets.wheel_radps.shape == (4, 3, 6)
