"""Spread a compiled loop over threads, a few rovers at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_SHARES = 4  # that each thread takes in turn, so that none waits long for the slowest


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
        n_threads = min(self._threads, n_rovers // self._least)
        if self._pool is None or n_threads <= 1:
            loop(0, n_rovers)
            return
        size = max(self._least, -(-n_rovers // (n_threads * _SHARES)))
        firsts = iter(range(0, n_rovers, size))  # the GIL gives each share to one thread

        def take_shares() -> None:
            for first in firsts:
                loop(first, min(first + size, n_rovers))

        others = [self._pool.submit(take_shares) for _ in range(n_threads - 1)]
        take_shares()
        for other in others:
            other.result()
