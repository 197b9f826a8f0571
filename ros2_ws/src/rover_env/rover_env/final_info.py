"""What ended episodes leave behind, laid out as in Gymnasium's vector environments."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Left = tuple[NDArray[np.float32], Mapping[str, Any]]  # last observation, columns of final_info


def final_info(ended: NDArray[np.bool_], left: Iterable[Left]) -> dict[str, Any]:
    """Return ``final_obs`` and ``final_info`` with the masks of the rovers that have them.

    ended: (n,). left: of each rover that ended, in their order; the others have None.
    """
    left = list(left)
    rovers = np.flatnonzero(ended)
    final_obs = np.full(len(ended), None, object)
    names = list(dict.fromkeys(name for _, values in left for name in values))
    rows = np.full((len(names), len(ended)), None, object)
    for rover, (observation, values) in zip(rovers, left, strict=True):
        final_obs[rover] = observation
        for row, name in zip(rows, names, strict=True):
            row[rover] = values.get(name)
    columns = dict(zip(names, rows, strict=True))
    masks = {f'_{name}': ended for name in names}
    return {
        'final_obs': final_obs,
        '_final_obs': ended,
        'final_info': columns | masks,
        '_final_info': ended,
    }
