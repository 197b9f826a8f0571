"""The Gymnasium spaces of the specification."""

import numpy as np
from gymnasium import spaces

from rover_env.observation import HIGH, LOW
from rover_env.spec import ACTIONS


def observation_space() -> spaces.Box:
    """Return the space of one observation, (OBSERVATION_SIZE,) float32 in SI units."""
    return spaces.Box(LOW, HIGH, dtype=np.float32)


def action_space() -> spaces.Discrete[np.int64]:
    """Return the space of one action: 0 left, 1 right, 2 straight."""
    return spaces.Discrete(len(ACTIONS))
