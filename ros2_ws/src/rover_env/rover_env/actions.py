"""Check the actions that come from outside, and tell what they command.

A discrete action is a number into ``ACTIONS``. A continuous one is a pair: steering, -1 full right
to 1 full left, and throttle, -1 standing to 1 full speed.
"""

from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rover_env.spec import (
    ACTION_NAMES,
    ACTIONS,
    DRIVE_SPEED_MPS,
    TURN_RADIUS_M,
    InvalidActionError,
    action_menu,
)

Float64 = NDArray[np.float64]
Actions = NDArray[np.integer] | Float64  # (n,) discrete or (n, 2) continuous

NO_ACTION = -1  # the last action before the first step

SPEED_MPS = np.array([action.speed_mps for action in ACTIONS])
YAW_RATE_RADPS = np.array([action.yaw_rate_radps for action in ACTIONS])
STEERING = YAW_RATE_RADPS / SPEED_MPS * TURN_RADIUS_M
THROTTLE = SPEED_MPS / DRIVE_SPEED_MPS
# One row per action, and a last one of zeros that NO_ACTION (-1) picks.
ONE_HOT = np.eye(len(ACTIONS) + 1, len(ACTIONS))
_LEFT, _RIGHT, _STRAIGHT = (ACTION_NAMES.index(name) for name in ('left', 'right', 'straight'))


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
    if values.dtype.kind not in 'iu':
        raise InvalidActionError(
            f'action {values[0]!r} is no whole number; use one of {action_menu()}'
        )
    if values.min(initial=0) < 0 or values.max(initial=0) >= len(ACTIONS):
        wrong = values[(values < 0) | (values >= len(ACTIONS))]
        raise InvalidActionError(f'action {wrong[0]} does not exist; use one of {action_menu()}')
    return cast(NDArray[np.int64], values.astype(np.int64))


def checked_pairs(actions: ArrayLike, n_rovers: int) -> Float64:
    """Return one continuous action per rover, (n, 2).

    Raises:
        InvalidActionError: wrong in number or kind, or outside -1 to 1.
    """
    try:
        values = np.asarray(actions, np.float64)
    except (TypeError, ValueError):
        raise InvalidActionError(f'action {actions!r} is no steering and throttle') from None
    if values.shape != (n_rovers, 2):
        raise InvalidActionError(
            f'actions have the shape {values.shape}; needs ({n_rovers}, 2), steering and throttle'
        )
    if not (np.abs(values) <= 1.0).all():  # so that nan is wrong
        raise InvalidActionError(f'action {values.tolist()} is not within -1 and 1')
    return values


def steering_and_throttle(actions: Actions) -> tuple[Float64, Float64]:
    """Return what actions ask for, each (n,): -1 full right to 1 full left, and 0 to 1."""
    if actions.ndim == 1:
        return STEERING[actions], THROTTLE[actions]
    return np.asarray(actions[:, 0], np.float64), np.asarray(0.5 * (actions[:, 1] + 1.0))


def commands(actions: Actions) -> tuple[Float64, Float64]:
    """Return the speeds [m/s] and yaw rates [rad/s] that actions command, each (n,)."""
    if actions.ndim == 1:
        return SPEED_MPS[actions], YAW_RATE_RADPS[actions]
    steering, throttle = steering_and_throttle(actions)
    speed_mps = throttle * DRIVE_SPEED_MPS
    return speed_mps, speed_mps * steering / TURN_RADIUS_M


def shares(actions: Actions) -> Float64:
    """Return actions as shares of ACTIONS, (n, 3): a one-hot row, or zeros for NO_ACTION.

    A continuous action is a blend of the two that it lies between, less as the throttle is less.
    """
    if actions.ndim == 1:
        return ONE_HOT[actions]
    steering, throttle = steering_and_throttle(actions)
    blend = np.empty((len(actions), len(ACTIONS)))
    blend[:, _LEFT] = np.maximum(steering, 0.0)
    blend[:, _RIGHT] = np.maximum(-steering, 0.0)
    blend[:, _STRAIGHT] = 1.0 - np.abs(steering)
    return blend * throttle[:, None]
