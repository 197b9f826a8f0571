from math import cos, pi, sin

import numpy as np
import pytest
from rover_env.odometry import track_length_m
from rover_env.spec import DRIVE_SPEED_MPS, TURN_RADIUS_M


def test_a_straight_drive_is_as_long_as_its_ends_are_apart():
    x = DRIVE_SPEED_MPS * 0.1 * np.arange(1, 1001)
    track = np.stack([x, np.zeros_like(x), np.zeros_like(x)], axis=1)[None]
    assert track_length_m(np.zeros((1, 3)), track)[0] == pytest.approx(78.5, rel=1e-9)


def test_a_full_circle_at_the_tightest_turn_is_within_half_a_percent():
    n_samples = round(2 * pi * TURN_RADIUS_M / (DRIVE_SPEED_MPS * 0.1))
    angles = 2 * pi * np.arange(n_samples + 1) / n_samples
    points = np.array([[TURN_RADIUS_M * cos(a), TURN_RADIUS_M * sin(a), 0.0] for a in angles])
    length = track_length_m(points[None, 0], points[None, 1:])[0]
    assert length == pytest.approx(2 * pi * TURN_RADIUS_M, rel=5e-3)


def test_climbing_counts_and_each_rover_has_its_own_length():
    start = np.zeros((2, 3))
    track = np.array([[[3.0, 0.0, 4.0]], [[0.0, 0.0, 0.0]]])
    assert track_length_m(start, track).tolist() == [5.0, 0.0]
