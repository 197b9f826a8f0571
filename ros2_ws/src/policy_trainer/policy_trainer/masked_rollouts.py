"""A rollout buffer that learns nothing from steps that were not driven."""

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from stable_baselines3.common.buffers import RolloutBuffer
from stable_baselines3.common.type_aliases import RolloutBufferSamples


class MaskedRolloutBuffer(RolloutBuffer):
    """Stable-Baselines3's buffer, which leaves out the missing steps when it is read.

    missing: says which rows of the latest step, (n,), were not driven; none where all were. With
    none missing it gives the same batches to the bit.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        missing: Callable[[], NDArray[np.bool_] | None],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        self._missing = missing
        super().__init__(*args, **kwargs)

    def reset(self) -> None:
        """Forget all steps."""
        super().reset()
        self._driven = np.ones((self.buffer_size, self.n_envs), np.bool_)

    def add(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Add the latest step of all rows."""
        missing = self._missing()
        if missing is not None:
            self._driven[self.pos] = ~missing
        super().add(*args, **kwargs)

    def get(self, batch_size: int | None = None) -> Generator[RolloutBufferSamples, None, None]:
        """Yield the driven steps in random order, in batches of at most ``batch_size``."""
        if self._driven.all():
            yield from super().get(batch_size)
            return
        next(super().get(1))  # makes the arrays flat, in the order of the mask below
        driven = np.random.permutation(np.flatnonzero(self._driven.T.ravel()))
        size = batch_size or len(driven)
        for start in range(0, len(driven), size):
            yield self._get_samples(driven[start : start + size])
