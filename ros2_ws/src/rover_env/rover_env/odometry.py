"""The distance travelled: the length of the track of true positions at 10 Hz.

At the rover's speed the samples are 8 cm apart: dense enough for its tightest turn (a chord of
8 cm is 0.06 % shorter than the arc of 0.67 m radius), sparse enough that jitter adds nothing.
"""

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def track_length_m(from_map: Float64, track_map: Float64) -> Float64:
    """Return the length of the way through all points in three dimensions, (n,).

    from_map: (n, 3) where the track starts. track_map: (n, k, 3) its next points.
    """
    points = np.concatenate([from_map[:, None], track_map], axis=1)
    steps = points[:, 1:] - points[:, :-1]
    length: Float64 = np.sqrt(np.einsum('nkx,nkx->nk', steps, steps)).sum(axis=1)
    return length
