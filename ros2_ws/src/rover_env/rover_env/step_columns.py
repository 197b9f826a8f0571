"""What a step of n rovers leaves in the table of steps, column by column."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rover_env.episode import Episodes, EpisodeStep
from rover_env.observation import INDICES
from rover_env.outcomes import Outcome
from rover_env.spec import DRIVE_SPEED_MPS, STEP_PERIOD_S

Columns = dict[str, NDArray[Any]]

TERM_PREFIX = 'reward.'  # and a term's name: the column of a term of the reward
OUTCOMES = np.full(max(Outcome) + 1, None, object)
OUTCOMES[list(Outcome)] = [outcome.text for outcome in Outcome]

# The column, and where an observation or the variables of an episode have it.
_OBSERVED = {
    'roll': 'roll',
    'pitch': 'pitch',
    'speed': 'forward_speed',
    'yaw_rate': 'yaw_rate',
}
_VARIABLES = {
    'x': 'x',
    'y': 'y',
    'yaw': 'yaw',
    'steering': 'steering',
    'throttle': 'throttle',
    'distance_to_checkpoint': 'current_distance_to_checkpoint',
    'distance_travelled': 'distance_travelled',
    'collision_threshold': 'collision_threshold',
}


def step_columns(
    episodes: Episodes, actions: NDArray[np.integer], step: EpisodeStep, worlds: NDArray[np.object_]
) -> Columns:
    """Return the columns of ``step_table`` that the environment knows, each a new array of (n,).

    worlds: names of the worlds of ``episodes.tasks``. Call it before ended episodes start anew.
    """
    at, observed, measured = episodes.variables, episodes.observations, episodes.tracker
    columns: Columns = {
        'world': worlds[episodes.world_indices],
        'step': at.steps.astype(np.int32),
        'z': measured.position_map[:, 2].astype(np.float32),
        'action': actions.astype(np.int8),
        'reward': step.rewards.astype(np.float32),
        'lidar_min': observed[:, INDICES['scan_sectors']].min(axis=1),
        'acceleration': measured.acceleration.step_mean.astype(np.float32),
        'wheel_slip': _wheel_slip(measured.step_distance_m, at.throttle),
        'power_left': at.power_supply_range.astype(np.int32),
        'outcome': OUTCOMES[step.outcomes],
    }
    for column, slot in _OBSERVED.items():
        columns[column] = observed[:, INDICES[slot].start].copy()
    for column, name in _VARIABLES.items():
        columns[column] = getattr(at, name).astype(np.float32)
    for term, values in step.reward_terms.items():
        columns[TERM_PREFIX + term] = np.asarray(values, np.float32)
    return columns


def _wheel_slip(
    step_distance_m: NDArray[np.float64], throttle: NDArray[np.float64]
) -> NDArray[np.float32]:
    commanded_m = throttle * (DRIVE_SPEED_MPS * STEP_PERIOD_S)
    return np.asarray(1.0 - step_distance_m / commanded_m, np.float32)
