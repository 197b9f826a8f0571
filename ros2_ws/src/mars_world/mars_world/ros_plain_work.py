"""Run a callback that never waits without a task around it."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any

Take = Callable[[Any], Callable[[], Coroutine[Any, Any, None]] | None]


class PlainWork:
    """What rclpy's executor does about an entity that is ready, in the place of its Task.

    entity: a timer, subscription, client or service whose callback is no coroutine function. take:
    rclpy's method that takes what has come for it and returns a coroutine function that calls the
    callback. work_tracker: tells a shutdown from another thread that something runs.
    """

    def __init__(
        self,
        entity: Any,  # noqa: ANN401
        take: Take,
        work_tracker: AbstractContextManager[None],
    ) -> None:
        self._entity = entity
        self._take = take
        self._work_tracker = work_tracker

    def __call__(self) -> None:
        """Run the callback; whatever it raises goes to the caller."""
        entity = self._entity
        if not entity.callback_group.beginning_execution(entity):
            return  # it stays ready, and the next look finds it again
        try:
            with self._work_tracker:
                work = self._take(entity)
                if work is not None:
                    _run(work())
        finally:
            entity.callback_group.ending_execution(entity)

    def exception(self) -> None:
        """Return none, as a task without an error does."""

    def result(self) -> None:
        """Return none, as a callback does."""


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError('a callback became a coroutine function; make its entity anew')
