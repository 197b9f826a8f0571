"""Messages of several topics, each in order, put into one order."""

from collections.abc import Collection
from typing import NamedTuple


class Stamped(NamedTuple):
    """A serialized message; sorts by its simulated time, then by its topic."""

    stamp_ns: int
    topic: str
    number: int
    message: bytes


class MessageOrder:
    """Holds messages back until none with an earlier stamp can come any more.

    awaited: the topics that all send until the end; the slowest of them sets the pace.
    """

    def __init__(self, awaited: Collection[str]) -> None:
        self._newest_ns = dict.fromkeys(awaited, -1)
        self._held: list[Stamped] = []
        self._number = 0

    @property
    def complete_until_ns(self) -> int:
        """Simulated time up to which every awaited topic has sent; -1 before the first."""
        return min(self._newest_ns.values(), default=-1)

    def add(self, topic: str, stamp_ns: int, message: bytes) -> None:
        """Take in a message."""
        self._number += 1
        self._held.append(Stamped(stamp_ns, topic, self._number, message))
        if topic in self._newest_ns:
            self._newest_ns[topic] = stamp_ns

    def drop_before(self, stamp_ns: int) -> None:
        """Forget what was sent before a time."""
        self._held = [held for held in self._held if held.stamp_ns >= stamp_ns]

    def take(self, until_ns: int) -> list[Stamped]:
        """Hand over what is held up to and including a time, in order."""
        taken = sorted(held for held in self._held if held.stamp_ns <= until_ns)
        self._held = [held for held in self._held if held.stamp_ns > until_ns]
        return taken
