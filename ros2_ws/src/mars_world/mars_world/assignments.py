"""Which world each rover is in, and the seed of its noise."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mars_world.world import World

Index = NDArray[np.intp]


class Assignments:
    """world_of: (n,) index of each rover's world. seeds: (n,) of the noise of its sensors."""

    def __init__(self, worlds: Sequence[World], n_rovers: int) -> None:
        """Start all rovers in the first world.

        Raises:
            ValueError: no rover, or no world.
        """
        if n_rovers < 1 or not worlds:
            raise ValueError(
                f'n_rovers is {n_rovers} in {len(worlds)} worlds; needs at least 1 of each'
            )
        self.world_of: Index = np.zeros(n_rovers, np.intp)
        self.seeds = np.zeros(n_rovers, np.uint64)

    def assign(
        self, rovers: ArrayLike, seeds: NDArray[np.uint64], world_indices: Index | None
    ) -> Index:
        """Take what a reset says; returns the rovers as an index, (k,)."""
        chosen = np.asarray(rovers, np.intp)
        self.seeds[chosen] = seeds
        if world_indices is not None:
            self.world_of[chosen] = world_indices
        return chosen
