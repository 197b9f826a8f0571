"""The Gymnasium spaces: what the environments show, and the two ways to drive them."""

from typing import Any

import numpy as np
from gymnasium import spaces

from rover_env.observation import HIGH, LOW
from rover_env.spec import ACTIONS

OBSERVATIONS = ('lidar', 'camera', 'both')
ACTION_KINDS = ('discrete', 'continuous')
CAMERA_SHAPE = (120, 160, 3)  # as in the original


def observation_space() -> spaces.Box:
    """Return the space of one observation, (OBSERVATION_SIZE,) float32 in SI units."""
    return spaces.Box(LOW, HIGH, dtype=np.float32)


def camera_space() -> spaces.Box:
    """Return the space of a camera's picture, rows from the top, red green blue."""
    return spaces.Box(0, 255, CAMERA_SHAPE, np.uint8)


def space_of(observations: str) -> spaces.Space[Any]:
    """Return the space of one of OBSERVATIONS; ``both`` is a Dict of the other two.

    Raises:
        ValueError: there is no such observation.
    """
    if observations == 'lidar':
        return observation_space()
    if observations == 'camera':
        return camera_space()
    if observations == 'both':
        return spaces.Dict({'lidar': observation_space(), 'camera': camera_space()})
    raise ValueError(f'observations is {observations!r}; needs one of {", ".join(OBSERVATIONS)}')


def action_space() -> spaces.Discrete[np.int64]:
    """Return the space of one action: 0 left, 1 right, 2 straight."""
    return spaces.Discrete(len(ACTIONS))


def action_space_of(actions: str) -> spaces.Space[Any]:
    """Return the space of one of ACTION_KINDS; see ``actions`` for the meaning of the numbers.

    Raises:
        ValueError: there is no such kind.
    """
    if actions == 'discrete':
        return action_space()
    if actions == 'continuous':
        return spaces.Box(-1.0, 1.0, (2,), np.float32)
    raise ValueError(f'actions is {actions!r}; needs one of {", ".join(ACTION_KINDS)}')
