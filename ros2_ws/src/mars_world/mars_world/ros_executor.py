"""An executor for one thread that keeps its wait set."""

from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from threading import get_ident
from time import monotonic_ns
from typing import Any

from rclpy.context import Context
from rclpy.exceptions import InvalidHandle
from rclpy.executors import (
    ConditionReachedException,
    ExternalShutdownException,
    ShutdownException,
    SingleThreadedExecutor,
    TimeoutException,
    TimeoutObject,
)
from rclpy.guard_condition import GuardCondition
from rclpy.node import Node
from rclpy.signals import SignalHandlerGuardCondition
from rclpy.task import Task
from rclpy.utilities import timeout_sec_to_nsec

from mars_world.ros_plain_work import PlainWork
from mars_world.ros_wait_list import WAITABLE, Entry, WaitList

# Each entity makes a wait longer by some 5 us, and a publisher alone has two such events.
EVENT_PERIOD_NS = 1_000_000_000

Work = tuple[Task[None] | PlainWork, Any, Node | None]


class SteadyExecutor(SingleThreadedExecutor):
    """Runs callbacks as rclpy's SingleThreadedExecutor does, for a fraction of the processor time.

    rclpy 9.1 makes a new wait set of every entity of every node for each look, and looks twice
    more after each callback. This one gathers the entities once, again when one is made or
    destroyed, and looks once; at what the middleware tells of publishers and subscriptions, such
    as that one does not fit the other, once in EVENT_PERIOD_NS. A callback that is no coroutine
    function gets no task, either.
    """

    # rclpy 9.1 looks at this in __del__, even where __init__ met a context that is shut down
    _sigint_gc: SignalHandlerGuardCondition | None = None

    def __init__(self, *, context: Context | None = None) -> None:
        self._wait_list: WaitList | None = None
        self._is_stale = True
        self._events_due_ns = 0
        super().__init__(context=context)
        if self._guard is not None:
            self._guard.destroy()
        self._guard = self._wake_up = WakeUp(self._context)
        self._take: dict[str, Callable[[Any], Any]] = {
            WAITABLE: self._take_waitable,
            'timer': self._take_timer,
            'subscription': self._take_subscription,
            'guard_condition': self._take_guard_condition,
            'client': self._take_client,
            'service': self._take_service,
        }

    def __del__(self) -> None:
        """Let go of the guard of Ctrl-C, where nobody has: the garbage collector may come first."""
        with suppress(InvalidHandle, ValueError):  # as the guard's own __del__ does
            super().__del__()

    def wake(self) -> None:
        """Look again, because an entity was made or destroyed."""
        self._is_stale = True
        super().wake()

    def add_node(self, node: Node) -> bool:
        """Run the callbacks of a node, too; returns whether it is new here."""
        self._is_stale = True
        return super().add_node(node)

    def remove_node(self, node: Node) -> None:
        """Run the callbacks of a node no more."""
        self._is_stale = True
        super().remove_node(node)

    def shutdown(self, timeout_sec: float | None = None) -> bool:
        """Run nothing any more, and let go of all entities."""
        ended = super().shutdown(timeout_sec)
        self._wait_list = None
        return ended

    def _wait_for_ready_callbacks(
        self,
        timeout_sec: float | TimeoutObject | None = None,
        nodes: list[Node] | None = None,
        condition: Callable[[], bool] = lambda: False,
    ) -> Generator[Work, None, None]:
        """Yield what is to be run, see rclpy's executors.py; always of all nodes."""
        seconds = timeout_sec.timeout if isinstance(timeout_sec, TimeoutObject) else timeout_sec
        timeout_ns = timeout_sec_to_nsec(seconds)
        deadline_ns = monotonic_ns() + timeout_ns
        has_run = False
        while not has_run:
            self._wake_up.hush()
            if self._is_shutdown:
                raise ShutdownException
            if condition():
                raise ConditionReachedException
            for work in self._tasks_under_way():
                has_run = True
                yield work
            left_ns = max(0, deadline_ns - monotonic_ns()) if timeout_ns >= 0 else -1
            ready = self._wait(0 if self._wake_up.speak() else left_ns)
            self._wake_up.hush()
            for entry in ready:
                if _can_begin(entry):
                    has_run = True
                    yield self._work(entry), entry.entity, entry.node
            if timeout_ns >= 0 and monotonic_ns() >= deadline_ns:
                raise TimeoutException

    def _work(self, entry: Entry) -> Task[None] | PlainWork:
        take = self._take[entry.kind]
        if entry.is_plain:
            return PlainWork(entry.entity, take, self._work_tracker)
        return self._make_handler(entry.entity, entry.node, take)

    def _tasks_under_way(self) -> Iterator[Work]:
        """Yield what was asked for or waits for something, then forget what has ended."""
        with self._tasks_lock:
            self._tasks = [one for one in self._tasks if not _has_ended(one[0])]
            tasks = list(self._tasks)
        for task, entity, node in tasks:
            if not (task.executing() or _has_ended(task)) and (node is None or node in self._nodes):
                yield task, entity, node
        n_ended = sum(_has_ended(task) for task, _, _ in tasks)
        if 0 < n_ended < len(tasks):  # the others may have waited for those
            self._wake_up.trigger()

    def _wait(self, timeout_ns: int) -> list[Entry]:
        """Return what has become ready; -1: wait without limit."""
        if self._is_stale or self._wait_list is None:
            self._is_stale = False  # first, as the nodes may change during the look
            guards = [self._wake_up, *([self._sigint_gc] if self._sigint_gc else [])]
            self._wait_list = WaitList(self._context, self.get_nodes(), guards)
        quiet_ns = self._events_due_ns - monotonic_ns()
        with_events = quiet_ns <= 0
        if not with_events:
            timeout_ns = min(timeout_ns, quiet_ns) if timeout_ns >= 0 else quiet_ns
        try:
            ready = self._wait_list.wait(self.can_execute, timeout_ns, with_events)
        except InvalidHandle:  # another thread has shut the executor down
            raise ShutdownException from None
        if self._is_shutdown:
            raise ShutdownException
        if not self._context.ok():
            raise ExternalShutdownException
        if with_events:
            self._events_due_ns = monotonic_ns() + EVENT_PERIOD_NS
        return ready


class WakeUp(GuardCondition):
    """What wakes a waiting executor; between hush and speak its own thread only leaves a note.

    rclpy wakes the executor twice with every callback, which costs a look at all entities. That is
    of use only where another thread waits meanwhile.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(callback=None, callback_group=None, context=context)
        self._quiet_in: int | None = None
        self._noted = False

    def hush(self) -> None:
        """Forget the last note, and only leave one if it is the calling thread that triggers."""
        self._noted = False
        self._quiet_in = get_ident()

    def speak(self) -> bool:
        """Trigger again whoever calls; returns whether there was a note."""
        self._quiet_in = None  # first, as a handler of a signal may trigger between two lines
        return self._noted

    def trigger(self) -> None:
        """Have the executor look again."""
        if self._quiet_in == get_ident():
            self._noted = True
        else:
            super().trigger()


def _has_ended(task: Task[None]) -> bool:
    return task.done() or task.cancelled()


def _can_begin(entry: Entry) -> bool:
    """Say whether something ready may still run, after what has run since."""
    entity = entry.entity
    try:
        if entry.kind == 'timer' and not entity.is_ready():  # it was cancelled
            return False
    except InvalidHandle:  # or destroyed
        return False
    return bool(entity.callback_group.can_execute(entity))
