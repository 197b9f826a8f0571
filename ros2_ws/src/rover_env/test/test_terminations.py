from math import cos, inf, radians, sin

import numpy as np
import pytest
from rover_env import terminations
from rover_env.task import TaskColumns


def at(x, y):
    return np.array([[x, y, 0.0]])


@pytest.mark.parametrize(
    ('x', 'y', 'outside'),
    [(0.0, 0.0, False), (12.45, 0.0, False), (12.46, 0.0, True), (0.0, -3.46, True),
     (0.0, 3.45, False), (-1.46, 0.0, True)],
)  # fmt: skip
def test_the_map_ends_a_margin_beyond_the_rails(task, x, y, outside):
    assert terminations.left_map(at(x, y), TaskColumns.of([task()]))[0] == outside


@pytest.mark.parametrize(('distance', 'there'), [(0.5, True), (0.501, False), (0.0, True)])
def test_the_checkpoint_is_reached_within_its_radius(task, distance, there):
    reached = terminations.reached(
        np.array([distance]), at(10.0 - distance, 0.0), TaskColumns.of([task()])
    )
    assert reached[0] == there


@pytest.mark.parametrize(('x', 'y', 'there'), [(8.5, 9.0, True), (8.4, 9.0, False)])
def test_a_finish_corner_is_reached_inside_it_at_any_distance(task, x, y, there):
    corner = TaskColumns.of([task(radius_m=inf, finish=(8.5, inf, 8.5, inf))])
    assert terminations.reached(np.array([3.0]), at(x, y), corner)[0] == there


@pytest.mark.parametrize(('degrees', 'fallen'), [(0, False), (59, False), (61, True), (180, True)])
def test_more_than_60_degrees_is_tipped_over_in_any_direction(degrees, fallen):
    half = radians(degrees) / 2
    for axis in ([1, 0, 0], [0, 1, 0], [-1, 0, 0]):
        orientation = np.array([[*(sin(half) * np.array(axis)), cos(half)]])
        assert terminations.tipped(orientation)[0] == fallen


def test_power_is_drained_at_zero():
    assert terminations.power_drained(np.array([1, 0, -1])).tolist() == [False, True, True]


def test_a_failed_simulation_or_a_position_that_is_no_number_has_diverged():
    positions = np.array([[0.0, 0.0, 0.0], [0.0, np.nan, 0.0], [0.0, 0.0, 0.0]])
    failed = np.array([False, False, True])
    assert terminations.diverged(failed, positions).tolist() == [False, True, True]
