"""Threads that share the steps of the fast model, and stay awake from one step to the next.

A step of 64 rovers takes half a millisecond. To wake a thread on another core takes a fifth of
that, and then some kernels keep it for a while on the core of the one that woke it. So a thread
that has nothing to do looks for work a while longer before it sleeps, giving way to any other.
"""

import threading
import weakref

import numba
import numpy as np
from numpy.typing import NDArray

from mars_world.atomic_counts import Counts, add_count, raise_count, read_count
from mars_world.fast_state import Outputs, Records, Setting
from mars_world.fast_step import step_rovers
from mars_world.jit import compiled

Float64 = NDArray[np.float64]

_WORTH_A_THREAD = 16  # rovers
_SHARE = 4  # rovers that a thread takes at once
_PATIENCE = 12000  # looks for work before a thread sleeps, some 4 ms of an idle core

# Places in the counts, each in its own line of the cache: shares of all steps that there are to do,
# that a thread has taken, and that are done; and whether the threads are to end.
_POSTED, _TAKEN, _DONE, _ENDED, _N_COUNTS = 0, 8, 16, 24, 32

_give_way = numba.types.ExternalFunction('sched_yield', numba.types.int32())


class Crew:
    """The caller's thread and some more; whoever is free takes the next share of the rovers."""

    def __init__(
        self, threads: int, setting: Setting, rovers: Records, commands: Float64, out: Outputs
    ) -> None:
        """Read and write always the same arrays. commands: (2, n) speed [m/s], steering [rad].

        A further thread starts only where each has at least _WORTH_A_THREAD rovers.
        """
        if threads < 1:
            raise ValueError(f'threads is {threads}; needs at least 1')
        self._job = np.zeros(_N_COUNTS, np.int64), setting, rovers, commands, out
        n_helpers = min(threads, len(rovers) // _WORTH_A_THREAD) - 1
        self._wake = tuple(threading.Event() for _ in range(n_helpers))
        for wake in self._wake:
            threading.Thread(target=_help, args=(wake, self._job), daemon=True).start()
        weakref.finalize(self, _end, self._job[0], self._wake)

    def step(self) -> None:
        """Drive all rovers for a step."""
        for wake in self._wake:
            wake.set()
        _lead(*self._job)


def _help(wake: threading.Event, job: tuple[Counts, Setting, Records, Float64, Outputs]) -> None:
    counts = job[0]
    while not counts[_ENDED]:
        wake.wait()
        wake.clear()
        _attend(*job)


def _end(counts: Counts, wake: tuple[threading.Event, ...]) -> None:
    counts[_ENDED] = 1
    for each in wake:
        each.set()


@compiled
def _lead(
    counts: Counts, setting: Setting, rovers: Records, commands: Float64, out: Outputs
) -> None:
    """Post a step's shares, work on them, and wait for those that others have taken."""
    posted = add_count(counts, _POSTED, _n_shares(rovers)) + _n_shares(rovers)
    _work(counts, setting, rovers, commands, out)
    while read_count(counts, _DONE) < posted:
        _give_way()


@compiled
def _attend(
    counts: Counts, setting: Setting, rovers: Records, commands: Float64, out: Outputs
) -> None:
    """Work on what is posted, until there was nothing to do for a while."""
    looks = 0
    while looks < _PATIENCE and not read_count(counts, _ENDED):
        looks = 0 if _work(counts, setting, rovers, commands, out) else looks + 1
        _give_way()


@compiled
def _work(
    counts: Counts, setting: Setting, rovers: Records, commands: Float64, out: Outputs
) -> bool:
    """Drive shares of the rovers as long as there are any; returns whether there were."""
    n, n_shares, found = rovers.shape[0], _n_shares(rovers), False
    taken = read_count(counts, _TAKEN)
    while taken < read_count(counts, _POSTED):
        if raise_count(counts, _TAKEN, taken):
            first = _SHARE * (taken % n_shares)
            end = min(first + _SHARE, n)
            step_rovers(first, end, setting, rovers, commands[0], commands[1], out)
            add_count(counts, _DONE, 1)
            found = True
        taken = read_count(counts, _TAKEN)
    return found


@compiled
def _n_shares(rovers: Records) -> int:
    n_shares: int = (rovers.shape[0] + _SHARE - 1) // _SHARE
    return n_shares
