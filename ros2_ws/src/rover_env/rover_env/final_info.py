"""What ended episodes leave behind, laid out as in Gymnasium's vector environments."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Left(NamedTuple):
    """What k episodes left behind when they ended, in the order of their rovers.

    observations: k of (slots,), their last. columns: k values each, by name.
    """

    observations: Sequence[NDArray[np.float32]] | NDArray[np.float32]
    columns: Mapping[str, Sequence[Any]]


def left_in(info: Mapping[str, Any], rovers: NDArray[np.intp]) -> Left:
    """Return what ``final_info`` has put into the info of a step for some rovers that ended."""
    columns = {
        name: values[rovers].tolist()
        for name, values in info['final_info'].items()
        if not name.startswith('_')
    }
    return Left(info['final_obs'][rovers].tolist(), columns)


def final_info(ended: NDArray[np.bool_], left: Left) -> dict[str, Any]:
    """Return ``final_obs`` and ``final_info`` with the masks of the rovers that have them.

    ended: (n,) which rovers the k values are of; the others have None.
    """
    rovers = np.flatnonzero(ended)
    final_obs = np.full(len(ended), None, object)
    for rover, observation in zip(rovers, left.observations, strict=True):
        final_obs[rover] = observation
    rows = np.full((len(left.columns), len(ended)), None, object)
    rows[:, rovers] = np.array(list(left.columns.values()), object).reshape(len(rows), len(rovers))
    columns = dict(zip(left.columns, rows, strict=True))
    masks = {f'_{name}': ended for name in left.columns}
    return {
        'final_obs': final_obs,
        '_final_obs': ended,
        'final_info': columns | masks,
        '_final_info': ended,
    }
