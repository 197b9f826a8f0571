"""A step of the rovers of one env_server."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rover_env.final_info import Left


class RemoteStep(NamedTuple):
    """What a step led to; observations: (n, OBSERVATION_SIZE), the others (n,).

    left: by the episodes that ended.
    """

    observations: NDArray[np.float32]
    rewards: NDArray[np.float64]
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]
    outcomes: NDArray[np.object_]
    left: Left
