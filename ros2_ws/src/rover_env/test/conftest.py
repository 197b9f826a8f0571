"""Builders of hand-made sensor frames and tasks."""

from math import cos, inf, sin

import numpy as np
import pytest
from mars_world.frame import SensorFrame
from mars_world.world import WorldFile, build_world
from rover_env.spec import N_RAYS
from rover_env.task import Task

GRAVITY_MPS2 = 4.0


def build_frame(*poses, ranges_m=inf, track=None, acceleration=(0.0, 0.0, 0.0), **changes):
    """Build a frame of one row per pose (x, y, yaw), level, with 3 scans of equal ranges."""
    poses = np.array(poses or [(0.0, 0.0, 0.0)], dtype=np.float64)
    n = len(poses)
    position = np.column_stack([poses[:, :2], np.zeros(n)])
    orientation = np.array([[0.0, 0.0, sin(yaw / 2), cos(yaw / 2)] for yaw in poses[:, 2]])
    force = np.array(acceleration) + [0.0, 0.0, GRAVITY_MPS2]
    values = {
        'stamp_s': np.full(n, 0.3),
        'position_map': position,
        'orientation_map': orientation,
        'velocity_base': np.zeros((n, 3)),
        'rate_base': np.zeros((n, 3)),
        'scans_m': np.full((n, 3, N_RAYS), ranges_m, np.float32),
        'track_map': position[:, None] if track is None else np.array(track, np.float64),
        'imu_force_base': np.tile(force, (n, 30, 1)),
        'imu_orientation_map': np.repeat(orientation[:, None], 30, axis=1),
        'touches': ((),) * n,
        'failed': np.zeros(n, np.bool_),
    }
    return SensorFrame(**(values | changes))


def build_task(**changes):
    """Build a corridor along x: start at the origin, checkpoint 10 m ahead."""
    values = {
        'world': 'corridor',
        'start': (0.0, 0.0, 0.0),
        'checkpoint': (10.0, 0.0),
        'radius_m': 0.5,
        'finish': (-inf, inf, -inf, inf),
        'rails': (-1.0, 12.0, -3.0, 3.0),
        'margin_m': 0.45,
        'waypoints': ((2.0, 0.0), (4.0, 0.0)),
        'power_supply': 20,
        'gravity_mps2': GRAVITY_MPS2,
    }
    return Task(**(values | changes))


@pytest.fixture
def frame():
    return build_frame


@pytest.fixture
def task():
    return build_task


def build_yard(**changes):
    """Build a flat world of 20 m x 20 m with a rock on the way, 5 m from start to checkpoint."""
    fields = {
        'name': 'yard',
        'seed': 1,
        'gravity': 3.711,
        'sky': (0, 0, 0),
        'sun': (0.0, 0.0, -1.0),
        'power_supply': 4,
        'start': {'x': -2.0, 'y': 0.0, 'yaw': 0.0},
        'checkpoint': {'x': 3.0, 'y': 0.0, 'radius': 0.5},
        'rails': {'x_min': -5.0, 'x_max': 5.0, 'y_min': -5.0, 'y_max': 5.0, 'margin': 0.45},
        'terrain': {'soil': {'z_min': 0.0, 'z_max': 0.0}},
        'objects': [{'kind': 'monolith', 'name': 'stone', 'x': 1.5, 'y': 1.4, 'size': (1, 1, 2)}],
    }
    return build_world(WorldFile.model_validate(fields | changes))


@pytest.fixture(scope='session')
def yard():
    return build_yard
