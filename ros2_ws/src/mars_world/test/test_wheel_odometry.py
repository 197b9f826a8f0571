import numpy as np
import pytest
from mars_world.wheel_odometry import WheelOdometry
from rover_description import AckermannDrive, load_rover

ROVER = load_rover()
SPEED, RADIUS = ROVER.drive.speed_mps, ROVER.turn_radius_m


def roll(odometry, curvature, seconds, sample_s=0.01):
    n = round(seconds / sample_s)
    targets = AckermannDrive(ROVER).targets(np.full(n, SPEED), np.full(n, curvature))
    return odometry.advance(targets.steer_rad, targets.wheel_radps, sample_s)


def test_straight_wheels_go_straight():
    track = roll(WheelOdometry(ROVER), 0.0, 10.0)
    assert track.pose_odom[-1] == pytest.approx([10.0 * SPEED, 0.0, 0.0], abs=1e-9)
    assert track.twist_base[-1] == pytest.approx([SPEED, 0.0, 0.0], abs=1e-9)


def test_a_full_circle_comes_back_to_its_start():
    track = roll(WheelOdometry(ROVER), 1.0 / RADIUS, 2.0 * np.pi * RADIUS / SPEED, sample_s=0.001)
    assert track.pose_odom[-1, :2] == pytest.approx([0.0, 0.0], abs=2e-3)
    assert track.pose_odom[:, 1].max() == pytest.approx(2.0 * RADIUS, rel=1e-3)
    assert track.twist_base[-1, 2] == pytest.approx(SPEED / RADIUS)


def test_a_slipping_wheel_bends_the_estimate():
    odometry = WheelOdometry(ROVER)
    wheels = np.full((100, 6), 10.0)
    wheels[:, :3] *= 1.5
    track = odometry.advance(np.zeros((100, 4)), wheels, 0.01)
    assert track.pose_odom[-1, 2] < -0.1


def test_a_reset_starts_at_the_origin():
    odometry = WheelOdometry(ROVER)
    roll(odometry, 0.5, 1.0)
    odometry.reset()
    assert roll(odometry, 0.0, 0.01).pose_odom[0] == pytest.approx([0.01 * SPEED, 0.0, 0.0])
