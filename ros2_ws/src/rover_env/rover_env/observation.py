"""Sensor values in, observation vector out; the layout is that of ``rover_env.spec``."""

import numpy as np
from numpy.typing import NDArray

from rover_env import spec
from rover_env.actions import Actions, shares
from rover_env.attitude import roll_pitch_rad, yaw_rad
from rover_env.rails import rails_clearance_m
from rover_env.scan import sector_minima_m

Float64 = NDArray[np.float64]
Float32 = NDArray[np.float32]

LOW = np.concatenate([np.full(s.size, s.low, np.float32) for s in spec.OBSERVATION])
HIGH = np.concatenate([np.full(s.size, s.high, np.float32) for s in spec.OBSERVATION])
INDICES = {entry.name: entry.indices for entry in spec.OBSERVATION}


def observe(
    *,
    seen_m: Float32,
    position_map: Float64,
    orientation_map: Float64,
    velocity_base: Float64,
    rate_base: Float64,
    last_action: Actions,
    checkpoint_map: Float64,
    rails: Float64,
    power: Float64,
) -> Float32:
    """Return the observations of n rovers, (n, OBSERVATION_SIZE) float32 within spec ranges.

    seen_m: (n, N_RAYS) from ``scan.distances_m``. position_map: (n, 2 or 3). orientation_map:
    (n, 4) x y z w. velocity_base, rate_base: (n, 3). last_action: of n,
    NO_ACTION before the first step. checkpoint_map: (n, 2). rails: (n, 4). power: (n,) share left.
    """
    yaw = yaw_rad(orientation_map)
    xy_map = position_map[:, :2]
    to_goal = checkpoint_map - xy_map
    distance = np.hypot(to_goal[:, 0], to_goal[:, 1])
    bearing = np.arctan2(to_goal[:, 1], to_goal[:, 0]) - yaw
    roll, pitch = roll_pitch_rad(orientation_map)
    columns = {
        'scan_sectors': sector_minima_m(seen_m),
        'goal_distance': distance,
        'goal_cos': np.cos(bearing),
        'goal_sin': np.sin(bearing),
        'goal_proximity': np.exp(-distance / spec.PROXIMITY_M),
        'roll': roll,
        'pitch': pitch,
        'forward_speed': velocity_base[:, 0],
        'yaw_rate': rate_base[:, 2],
        'last_action': shares(last_action),
        'rails_clearance': rails_clearance_m(xy_map, yaw, rails, spec.LIDAR_RANGE_M),
        'power': power,
    }
    observations = np.empty((len(yaw), spec.OBSERVATION_SIZE), np.float32)
    for name, values in columns.items():
        observations[:, INDICES[name]] = values if values.ndim == 2 else values[:, None]
    return np.clip(observations, LOW, HIGH, out=observations)
