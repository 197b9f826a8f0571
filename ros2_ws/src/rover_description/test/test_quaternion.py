import numpy as np
import pytest
from rover_description.quaternion import about, from_rpy, inverse, product

QUARTER = 0.5 * np.pi


def turned(rotation, vector):
    return product(product(rotation, np.array([*vector, 0.0])), inverse(rotation))[:3]


def test_a_quarter_turn_about_z_takes_x_to_y():
    assert turned(about(np.array([0.0, 0.0, 1.0]), QUARTER), [1, 0, 0]) == pytest.approx([0, 1, 0])


def test_roll_comes_before_pitch_before_yaw():
    assert turned(from_rpy(QUARTER, 0.0, QUARTER), [0, 1, 0]) == pytest.approx([0, 0, 1])
    assert turned(from_rpy(0.0, QUARTER, QUARTER), [0, 0, 1]) == pytest.approx([0, 1, 0])


def test_the_inverse_turns_back():
    rotation = from_rpy(0.1, -0.2, 3.0)
    assert product(rotation, inverse(rotation)) == pytest.approx([0, 0, 0, 1])
