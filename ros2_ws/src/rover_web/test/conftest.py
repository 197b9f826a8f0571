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
        'last_position_x': -0.17,
        'last_position_y': 0.1,
        'steering': 0.0,
        'throttle': 1.0,
        'current_distance_to_checkpoint': 44.0,
        'closer_to_checkpoint': True,
        'distance_travelled': 0.23,
        'collision_threshold': math.inf,
        'last_collision_threshold': 4.1,
        'collision': False,
        'reward_in_episode': 0.5,
        'average_linear_acceleration': 0.2,
        'maximum_linear_acceleration': 0.9,
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
        'wall_time': 65.0,
        'updates': 3,
        'policy_loss': -0.01,
        'value_loss': 0.2,
        'entropy': 1.05,
        'approximate_kl': 0.004,
        'best_score': 9761.5,
        'best_reward': 41.0,
        'nearest': 0.4,
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
