import numpy as np
import pytest
from rover_description import AckermannDrive, CommandRamp, load_rover

ROVER = load_rover()
STEP_S = 0.01
FULL_TURN = ROVER.drive.speed_mps / ROVER.turn_radius_m


def test_speed_and_steering_reach_the_command_and_stay():
    ramp = CommandRamp(ROVER, 1, STEP_S)
    targets = ramp.advance(ROVER.drive.speed_mps, FULL_TURN, 100)
    goal = AckermannDrive(ROVER).targets(ROVER.drive.speed_mps, 1.0 / ROVER.turn_radius_m)
    assert targets.steer_rad[0, -1] == pytest.approx(goal.steer_rad)
    assert targets.wheel_radps[0, -1] == pytest.approx(goal.wheel_radps)
    assert np.array_equal(targets.steer_rad[0, -1], targets.steer_rad[0, 60])


def test_the_speed_moves_no_faster_than_the_motors_allow():
    ramp = CommandRamp(ROVER, 1, STEP_S)
    for goal in (ROVER.drive.speed_mps, 0.2, 0.0):
        wheel_mps = ramp.advance(goal, 0.0, 50).wheel_radps[0, :, 0] * ROVER.wheel.radius_m
        assert np.abs(np.diff(wheel_mps)).max() <= ROVER.drive.accel_mps2 * STEP_S + 1e-12
        assert wheel_mps[-1] == pytest.approx(goal)


def test_the_steering_moves_no_faster_than_its_servos_allow():
    ramp = CommandRamp(ROVER, 1, STEP_S)
    ramp.advance(ROVER.drive.speed_mps, FULL_TURN, 100)
    left, right = ramp.advance(ROVER.drive.speed_mps, -FULL_TURN, 100).wheel_radps[0, :, [1, 4]]
    curvature = (right - left) / (right + left) / (0.5 * ROVER.wheel.track_middle_m)
    central = np.arctan(0.5 * ROVER.wheel.wheelbase_m * curvature)
    assert np.abs(np.diff(central)).max() <= ROVER.corner.steer_rate_radps * STEP_S + 1e-12
    assert central[-1] == pytest.approx(-ROVER.drive.steer_rad)


def test_a_command_held_over_several_calls_gives_the_same_bytes():
    whole = CommandRamp(ROVER, 1, STEP_S).advance(0.7, 1.0, 60)
    ramp = CommandRamp(ROVER, 1, STEP_S)
    pieces = [ramp.advance(0.7, 1.0, n) for n in (7, 1, 30, 22)]
    joined = np.concatenate([piece.wheel_radps for piece in pieces], axis=1)
    assert joined.tobytes() == whole.wheel_radps.tobytes()


def test_each_rover_has_its_own_command_and_reset():
    ramp = CommandRamp(ROVER, 3, STEP_S)
    ramp.advance([0.7, 0.3, 0.0], 0.0, 100)
    ramp.reset(np.array([0]))
    after = ramp.advance([0.7, 0.3, 0.0], 0.0, 1).wheel_radps[:, 0, 0] * ROVER.wheel.radius_m
    assert after == pytest.approx([ROVER.drive.accel_mps2 * STEP_S, 0.3, 0.0])
