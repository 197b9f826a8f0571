"""Records as the tests of this package feed them."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from rover_web.records import Episode, Pose, Scan, Step, TrainingStatus


def _step(**fields: Any) -> Step:
    """One step of an episode that drives towards -x."""
    values: dict[str, Any] = {
        'episode_id': 'one',
        'step': 1,
        'action': 2,
        'reward': 0.5,
        'reward_terms': {'progress': 0.4, 'clearance': 0.1},
        'pose': Pose(x=-0.4, y=0.1, yaw=math.pi),
        'checkpoint_distance': 44.0,
        'distance_travelled': 0.23,
        'collision_threshold': math.inf,
        'average_linear_acceleration': 0.2,
        'power_supply_range': 1999,
        'outcome': 'driving',
    }
    return Step(**(values | fields))


def _scan() -> Scan:
    """A wall 2 m ahead, nothing elsewhere."""
    n_rays, increment = 180, math.radians(1.0)
    angles = [increment * (i - (n_rays - 1) / 2) for i in range(n_rays)]
    ranges = [2.0 / math.cos(a) if abs(a) < math.radians(30.0) else math.inf for a in angles]
    return Scan(
        angle_min=angles[0],
        angle_increment=increment,
        range_min=0.45,
        range_max=4.5,
        ranges=tuple(ranges),
    )


def _training(**fields: Any) -> TrainingStatus:
    """A run that has just begun."""
    values: dict[str, Any] = {
        'run': 'runs/first',
        'state': 'training',
        'timesteps': 1000,
        'total_timesteps': 100_000,
        'episodes': 12,
        'steps_per_second': 5000.0,
        'success_rate': 0.1,
        'mean_score': math.nan,
        'mean_reward': 31.0,
        'time_left': 20.0,
        'policy': '',
        'message': '',
    }
    return TrainingStatus(**(values | fields))


def _episode(**fields: Any) -> Episode:
    """An episode that reached the checkpoint and has no score yet."""
    values: dict[str, Any] = {
        'episode_id': 'one',
        'outcome': 'reached',
        'detail': '',
        'world': 'mars',
        'seed': 7,
        'steps': 193,
        'distance_travelled': 45.2,
        'average_linear_acceleration': 0.31,
        'final_distance_to_checkpoint': 0.4,
        'total_reward': 812.0,
        'power_left': 1807,
        'duration': 57.9,
    }
    return Episode(**(values | fields))


@pytest.fixture
def make_step() -> Callable[..., Step]:
    return _step


@pytest.fixture
def make_scan() -> Callable[[], Scan]:
    return _scan


@pytest.fixture
def make_training() -> Callable[..., TrainingStatus]:
    return _training


@pytest.fixture
def make_episode() -> Callable[..., Episode]:
    return _episode
