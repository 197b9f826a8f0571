"""Spread a compiled loop over threads, a slice of the rovers each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


class Workers:
    """A fixed number of threads; results do not depend on it, as every rover is its own.

    Loops that release the GIL share the rovers here rather than by numba's prange, whose own
    threads would contend with these for the cores.
    """

    def __init__(self, threads: int, least: int = 1) -> None:
        """Use a further thread only where each has at least ``least`` rovers."""
        if threads < 1:
            raise ValueError(f'threads is {threads}; needs at least 1')
        self._threads = threads
        self._least = least
        self._pool = ThreadPoolExecutor(threads - 1) if threads > 1 else None

    def run(self, loop: Callable[[int, int], None], n_rovers: int) -> None:
        """Call loop(first, end) so that the calls cover 0..n_rovers, and wait for all of them."""
        n_slices = min(self._threads, n_rovers // self._least)
        if self._pool is None or n_slices <= 1:
            loop(0, n_rovers)
            return
        bounds = [n_rovers * k // n_slices for k in range(n_slices + 1)]
        others = [self._pool.submit(loop, bounds[k], bounds[k + 1]) for k in range(1, n_slices)]
        loop(bounds[0], bounds[1])
        for other in others:
            other.result()
