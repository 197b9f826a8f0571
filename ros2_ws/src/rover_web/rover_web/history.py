"""A series that grows for as long as a run lasts, in bounded memory, sent to viewers in pieces."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar('T')


@dataclass(frozen=True)
class Piece(Generic[T]):
    """What a viewer lacks of a history; ``restart`` tells it to forget what it has."""

    restart: bool
    items: tuple[T, ...]


class History(Generic[T]):
    """Items in order, each with the revision it came with.

    When ``limit`` items are reached every second one is dropped: the series keeps its shape and
    its ends, and loses resolution.
    """

    def __init__(self, limit: int) -> None:
        """Hold at most ``limit`` items; needs at least 4."""
        if limit < 4:
            raise ValueError(f'history limit is {limit}; needs at least 4 items')
        self._limit = limit
        self._items: list[T] = []
        self._revisions: list[int] = []
        self._restarted = 0

    def __len__(self) -> int:
        return len(self._items)

    @property
    def latest(self) -> T | None:
        """The newest item, None while there is none."""
        return self._items[-1] if self._items else None

    def append(self, item: T, revision: int) -> None:
        """Add an item; revisions must not decrease."""
        if len(self._items) >= self._limit:
            self._items = self._items[:-1:2] + self._items[-1:]
            self._revisions = self._revisions[:-1:2] + self._revisions[-1:]
            self._restarted = revision
        self._items.append(item)
        self._revisions.append(revision)

    def clear(self, revision: int) -> None:
        """Forget every item."""
        self._items.clear()
        self._revisions.clear()
        self._restarted = revision

    def since(self, revision: int) -> Piece[T] | None:
        """What came after ``revision``; None when nothing did."""
        if revision < self._restarted:
            return Piece(restart=True, items=tuple(self._items))
        first_new = len(self._items)
        while first_new > 0 and self._revisions[first_new - 1] > revision:
            first_new -= 1
        if first_new == len(self._items):
            return None
        return Piece(restart=first_new == 0, items=tuple(self._items[first_new:]))
