"""Check the actions that come from outside, and turn them into commands."""

from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rover_env.spec import ACTIONS, InvalidActionError, action_menu

Float64 = NDArray[np.float64]

SPEED_MPS = np.array([action.speed_mps for action in ACTIONS])
YAW_RATE_RADPS = np.array([action.yaw_rate_radps for action in ACTIONS])


def checked_actions(actions: ArrayLike, n_rovers: int) -> NDArray[np.int64]:
    """Return one action per rover as whole numbers, (n,).

    Raises:
        InvalidActionError: wrong in number or kind, or an action that does not exist.
    """
    values = np.asarray(actions)
    if values.shape != (n_rovers,):
        raise InvalidActionError(
            f'actions have the shape {values.shape}; needs {n_rovers}, one for each rover'
        )
    if not np.issubdtype(values.dtype, np.integer):
        raise InvalidActionError(
            f'action {values[0]!r} is no whole number; use one of {action_menu()}'
        )
    wrong = (values < 0) | (values >= len(ACTIONS))
    if wrong.any():
        raise InvalidActionError(
            f'action {values[wrong][0]} does not exist; use one of {action_menu()}'
        )
    return cast(NDArray[np.int64], values.astype(np.int64))


def commands(actions: NDArray[np.int64]) -> tuple[Float64, Float64]:
    """Return the speeds [m/s] and yaw rates [rad/s] that actions command, each (n,)."""
    return SPEED_MPS[actions], YAW_RATE_RADPS[actions]
