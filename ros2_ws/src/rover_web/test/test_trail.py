"""The path on the map."""

import math

import pytest
from rover_web.records import Pose
from rover_web.trail import Trail


def _at(x: float, y: float = 0.0) -> Pose:
    return Pose(x=x, y=y, yaw=0.0)


def _points(trail: Trail) -> list[float]:
    piece = trail.since(0)
    return [] if piece is None else [x for x, _ in piece.items]


def test_odometry_draws_the_trail_while_there_are_no_reports() -> None:
    """Free driving has a trail too."""
    trail = Trail()
    for i in range(5):
        trail.odometry(0.1 * i, _at(0.08 * i), revision=i + 1)

    assert _points(trail) == pytest.approx([0.0, 0.08, 0.16, 0.24, 0.32])


def test_a_rover_that_stands_adds_no_points() -> None:
    """Samples closer than the spacing are left out."""
    trail = Trail()
    for i in range(100):
        trail.odometry(0.01 * i, _at(0.0001 * i), revision=i + 1)

    assert _points(trail) == [0.0]


def test_reports_draw_the_trail_and_odometry_moves_the_rover() -> None:
    """Points stay one step apart, the rover moves on between them."""
    trail = Trail()
    trail.report(0.3, 'one', _at(0.2), revision=1)
    trail.odometry(0.5, _at(0.35), revision=2)
    trail.report(0.6, 'one', _at(0.4), revision=3)

    assert _points(trail) == [0.2, 0.4]
    assert trail.pose == _at(0.4)


def test_a_late_report_does_not_move_the_rover_back() -> None:
    """It still belongs to the trail."""
    trail = Trail()
    trail.report(0.3, 'one', _at(0.2), revision=1)
    trail.odometry(0.9, _at(0.7), revision=2)
    trail.report(0.6, 'one', _at(0.4), revision=3)

    assert trail.pose == _at(0.7)
    assert _points(trail) == [0.2, 0.4]


def test_another_episode_starts_another_trail() -> None:
    """Old points are forgotten with the reset's report."""
    trail = Trail()
    trail.report(0.3, 'one', _at(5.0), revision=1)
    trail.report(0.6, 'two', _at(0.0), revision=2)

    assert _points(trail) == [0.0]


def test_a_jump_of_the_odometry_starts_another_trail() -> None:
    """No rover drives 10 m in 0.1 s; a line across the map would be wrong."""
    trail = Trail()
    trail.odometry(1.0, _at(10.0), revision=1)
    trail.odometry(1.1, _at(0.0), revision=2)

    assert _points(trail) == [0.0]


def test_a_slow_viewer_of_a_fast_simulation_keeps_its_trail() -> None:
    """Distance over simulated time tells driving from a jump, however far samples lie apart."""
    trail = Trail()
    trail.odometry(0.0, _at(0.0), revision=1)
    trail.odometry(10.0, _at(7.85), revision=2)

    assert _points(trail) == [0.0, 7.85]


def test_a_restarted_simulation_starts_another_trail() -> None:
    """Its time begins at 0 again."""
    trail = Trail()
    trail.report(100.0, 'one', _at(5.0), revision=1)
    trail.odometry(100.0, _at(5.0), revision=1)
    trail.odometry(0.1, _at(0.0), revision=2)
    trail.report(0.3, 'one', _at(0.2), revision=3)

    assert _points(trail) == [0.0, 0.2]
    assert trail.pose == _at(0.2)


def test_the_longest_episode_fits_in_the_trail() -> None:
    """2,000 steps of the power supply are kept point for point."""
    trail = Trail()
    for step in range(2000):
        angle = 0.01 * step
        pose = _at(20.0 * math.cos(angle), 20.0 * math.sin(angle))
        trail.report(0.3 * step, 'one', pose, revision=step + 1)

    assert len(_points(trail)) == 2000
