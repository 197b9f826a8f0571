"""The default reward: every step tells how good it was, so that PPO learns in minutes.

The unit is 5 m of progress. The environment itself ends the episode at the checkpoint and on a
collision, so ``done`` is always False here.
"""

import numpy as np
from numpy.typing import NDArray

from rover_env.rover_view import RoverView
from rover_env.variables import Variables

Value = float | NDArray[np.floating]

PROGRESS = 0.2  # per metre nearer to the checkpoint
TIME = 0.004  # per step: as much as 2 cm of progress
FAILURE = 2.0  # once, for a collision, leaving the map or tipping over: as much as 10 m
GOAL = 2.0  # once, at the checkpoint
CLEARANCE = 0.01  # per step, rising as something ahead comes nearer than CLEARANCE_RANGE
CLEARANCE_RANGE = 1.0  # [m]


def reward_terms(at: RoverView | Variables) -> dict[str, Value]:
    """Return the terms by name, for one rover (numbers) or for many (arrays)."""
    progress = at.last_distance_to_checkpoint - at.current_distance_to_checkpoint
    failed = at.collision | at.left_map | at.tipped
    lack_of_clearance = np.maximum(0.0, 1.0 - at.collision_threshold / CLEARANCE_RANGE)
    return {
        'progress': PROGRESS * progress,
        'time': -TIME,
        'failure': -FAILURE * failed,
        'goal': GOAL * at.reached_checkpoint,
        'clearance': -CLEARANCE * lack_of_clearance,
    }


def reward_function(self: RoverView) -> tuple[Value, bool]:
    """Reward the step one rover has just taken."""
    self.reward_terms = reward_terms(self)
    return sum(self.reward_terms.values()), False


def batch_reward(variables: Variables) -> tuple[Value, bool]:
    """Reward the steps of n rovers at once: the same numbers, as arrays."""
    variables.reward_terms = reward_terms(variables)
    return sum(variables.reward_terms.values()), False
