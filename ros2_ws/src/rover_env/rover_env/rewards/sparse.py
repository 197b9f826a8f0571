"""The plainest reward: 1 for reaching the checkpoint, 0 for everything else."""

import numpy as np
from numpy.typing import NDArray

from rover_env.rover_view import RoverView
from rover_env.variables import Variables


def reward_function(self: RoverView) -> tuple[float, bool]:
    """Reward the step one rover has just taken."""
    return float(self.reached_checkpoint), False


def batch_reward(variables: Variables) -> tuple[NDArray[np.float64], bool]:
    """Reward the steps of n rovers at once."""
    return variables.reached_checkpoint.astype(np.float64), False
