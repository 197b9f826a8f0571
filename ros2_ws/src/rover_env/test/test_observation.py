from math import exp, pi, sqrt

import numpy as np
import pytest
from rover_env import spec
from rover_env.actions import NO_ACTION
from rover_env.attitude import roll_pitch_rad, up_base, yaw_rad
from rover_env.observation import HIGH, LOW, observe

HALF = sqrt(0.5)


def observation(**changes):
    values = {
        'seen_m': np.full((1, spec.N_RAYS), 2.0, np.float32),
        'position_map': np.array([[1.0, 2.0, 0.3]]),
        'orientation_map': np.array([[0.0, 0.0, 0.0, 1.0]]),
        'velocity_base': np.array([[0.7, 0.0, 0.0]]),
        'rate_base': np.array([[0.0, 0.0, 0.4]]),
        'last_action': np.array([1]),
        'checkpoint_map': np.array([[1.0, 5.0]]),
        'rails': np.array([[-1.0, 3.0, 0.0, 20.0]]),
        'power': np.array([0.25]),
    }
    row = observe(**(values | changes))[0]
    return {slot.name: row[slot.indices].tolist() for slot in spec.OBSERVATION}


def test_a_level_rover_facing_x_sees_what_the_layout_says():
    seen = observation()
    assert seen['scan_sectors'] == [2.0] * spec.N_SECTORS
    assert seen['goal_distance'] == [3.0]
    assert seen['goal_cos'] == pytest.approx([0.0], abs=1e-6)
    assert seen['goal_sin'] == [1.0]
    assert seen['goal_proximity'] == pytest.approx([exp(-1.0)])
    assert seen['roll'] == [0.0] and seen['pitch'] == [0.0]
    assert seen['forward_speed'] == pytest.approx([0.7])
    assert seen['yaw_rate'] == pytest.approx([0.4])
    assert seen['last_action'] == [0.0, 1.0, 0.0]
    assert seen['rails_clearance'] == [2.0, 4.5, 2.0, 2.0]  # forward, left (18 m), back, right
    assert seen['power'] == [0.25]


def test_bearing_and_rails_turn_with_the_rover():
    facing_y = np.array([[0.0, 0.0, HALF, HALF]])
    seen = observation(orientation_map=facing_y)
    assert seen['goal_cos'] == pytest.approx([1.0])
    assert seen['rails_clearance'] == pytest.approx([4.5, 2.0, 2.0, 2.0])


def test_rails_clearance_at_45_degrees_is_along_the_heading():
    yaw = pi / 4
    facing = np.array([[0.0, 0.0, np.sin(yaw / 2), np.cos(yaw / 2)]])
    seen = observation(orientation_map=facing)
    assert seen['rails_clearance'][0] == pytest.approx(2.0 * sqrt(2.0))


def test_outside_the_rails_the_way_out_is_zero():
    seen = observation(position_map=np.array([[3.2, 2.0, 0.0]]))
    assert seen['rails_clearance'][0] == 0.0
    assert seen['rails_clearance'][2] == pytest.approx(4.2)


def test_before_the_first_step_there_is_no_last_action():
    assert observation(last_action=np.array([NO_ACTION]))['last_action'] == [0.0, 0.0, 0.0]


def test_extreme_values_stay_in_the_range_of_their_slot():
    row = observe(
        seen_m=np.full((1, spec.N_RAYS), np.nan, np.float32),
        position_map=np.array([[900.0, -900.0, 0.0]]),
        orientation_map=np.array([[HALF, 0.0, HALF, 0.0]]),
        velocity_base=np.full((1, 3), 99.0),
        rate_base=np.full((1, 3), -99.0),
        last_action=np.array([2]),
        checkpoint_map=np.zeros((1, 2)),
        rails=np.array([[-1.0, 1.0, -1.0, 1.0]]),
        power=np.array([1.0]),
    )
    assert row.dtype == np.float32
    assert ((row >= LOW) & (row <= HIGH)).all()


@pytest.mark.parametrize(
    ('quaternion', 'roll', 'pitch', 'yaw'),
    [
        ((np.sin(0.1), 0.0, 0.0, np.cos(0.1)), 0.2, 0.0, 0.0),
        ((0.0, np.sin(0.1), 0.0, np.cos(0.1)), 0.0, 0.2, 0.0),
        ((0.0, 0.0, np.sin(0.1), np.cos(0.1)), 0.0, 0.0, 0.2),
    ],
)
def test_a_turn_about_one_axis_is_one_angle(quaternion, roll, pitch, yaw):
    orientation = np.array([quaternion])
    rolled, pitched = roll_pitch_rad(orientation)
    assert [rolled[0], pitched[0], yaw_rad(orientation)[0]] == pytest.approx([roll, pitch, yaw])


def test_a_rover_with_its_nose_down_feels_up_behind_it():
    nose_down = np.array([[0.0, np.sin(0.1), 0.0, np.cos(0.1)]])
    assert up_base(nose_down)[0] == pytest.approx([-np.sin(0.2), 0.0, np.cos(0.2)])
