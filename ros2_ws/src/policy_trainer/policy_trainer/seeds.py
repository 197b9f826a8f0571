"""Seeds of a run: one number gives all, and no two uses share a generator."""

from enum import IntEnum

import numpy as np


class Stream(IntEnum):
    """What a seed is for."""

    WEIGHTS = 0
    EPISODES = 1
    SAMPLING = 2
    EVALUATION = 3


def derived_seed(run_seed: int, stream: Stream, block: int = 0) -> int:
    """Return the seed of one use in one block of training, 31 bits."""
    sequence = np.random.SeedSequence((run_seed, int(stream), block))
    return int(sequence.generate_state(1)[0] >> 1)
