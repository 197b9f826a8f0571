"""What an executor waits for, gathered once and kept while the nodes stay as they are."""

from collections.abc import Callable, Iterable
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, NamedTuple

from rclpy.context import Context
from rclpy.event_handler import EventHandler
from rclpy.exceptions import InvalidHandle
from rclpy.guard_condition import GuardCondition
from rclpy.impl.implementation_singleton import rclpy_implementation
from rclpy.node import Node
from rclpy.waitable import NumberOfEntities

WAITABLE = 'waitable'
# In the order in which rclpy runs them; the names are those of rclpy's wait set.
ENTITIES: dict[str, Callable[[Node], Iterable[Any]]] = {
    'timer': lambda node: node.timers,
    'subscription': lambda node: node.subscriptions,
    'guard_condition': lambda node: node.guards,
    'client': lambda node: node.clients,
    'service': lambda node: node.services,
}


class Entry(NamedTuple):
    """Something that can become ready.

    held: what must not be destroyed while it is waited for. add: puts it into the wait set.
    pointer: how the wait set names it, None for a waitable. is_plain: its callback never waits.
    """

    kind: str
    entity: Any
    node: Node
    held: Any
    add: Callable[[], object]
    pointer: int | None
    is_plain: bool = False


class WaitList:
    """The entities of some nodes, and a wait set with room for them.

    guards: waited for, too, whatever the callback groups allow.
    """

    def __init__(
        self, context: Context, nodes: Iterable[Node], guards: Iterable[GuardCondition]
    ) -> None:
        nodes = list(nodes)
        self._always = [context.handle, *(guard.handle for guard in guards)]
        waitables, count = _waitables(nodes)
        plain = [
            (kind, entity, node)
            for node in nodes
            for kind, entities in ENTITIES.items()
            for entity in entities(node)
        ]
        number = dict.fromkeys(ENTITIES, 0)
        for kind, _, _ in plain:
            number[kind] += 1
        self._wait_set = wait_set = rclpy_implementation.WaitSet(
            count.num_subscriptions + number['subscription'],
            count.num_guard_conditions + number['guard_condition'] + len(self._always) - 1,
            count.num_timers + number['timer'],
            count.num_clients + number['client'],
            count.num_services + number['service'],
            count.num_events,
            context.handle,
        )
        self._kinds = [kind for kind in ENTITIES if number[kind]]
        self._entries = [
            Entry(WAITABLE, one, node, one, partial(one.add_to_wait_set, wait_set), None)
            for one, node in waitables
        ]
        for kind, entity, node in plain:
            handle = entity.handle
            add = partial(getattr(wait_set, f'add_{kind}'), handle)
            if kind == 'guard_condition':
                add = partial(_add_guard, wait_set, entity)
            is_plain = kind != 'guard_condition' and not _waits(entity)
            self._entries.append(Entry(kind, entity, node, handle, add, handle.pointer, is_plain))
        self._without_events = [
            entry for entry in self._entries if not isinstance(entry.entity, EventHandler)
        ]

    def wait(
        self, may_run: Callable[[Any], bool], timeout_ns: int, with_events: bool = True
    ) -> list[Entry]:
        """Return what is ready of all that may run, at the latest after a time; -1: no limit.

        with_events: also what the middleware tells of publishers and subscriptions.

        Raises:
            InvalidHandle: the context or a guard has been destroyed.
        """
        held = []
        added = []
        self._wait_set.clear_entities()
        try:
            for handle in self._always:
                handle.__enter__()
                held.append(handle)
            for guard in self._always[1:]:
                self._wait_set.add_guard_condition(guard)
            for entry in self._entries if with_events else self._without_events:
                if not may_run(entry.entity):
                    continue
                try:
                    entry.held.__enter__()
                except InvalidHandle:  # it has been destroyed since
                    continue
                held.append(entry.held)
                entry.add()
                added.append(entry)
            self._wait_set.wait(timeout_ns)
            return self._ready(added)
        finally:
            for handle in held:
                handle.__exit__(None, None, None)

    def _ready(self, added: Iterable[Entry]) -> list[Entry]:
        wait_set = self._wait_set
        pointers = {one for kind in self._kinds for one in wait_set.get_ready_entities(kind)}
        ready = []
        for entry in added:
            is_ready = entry.pointer in pointers
            if entry.kind == WAITABLE:
                is_ready = entry.entity.is_ready(wait_set)
            elif is_ready and entry.kind == 'guard_condition':
                entry.entity._executor_triggered = True  # the wait has taken the trigger
            if is_ready:
                ready.append(entry)
        return ready


def _waits(entity: Any) -> bool:  # noqa: ANN401
    return iscoroutinefunction(getattr(entity, 'callback', None))  # a client has none


def _add_guard(wait_set: Any, guard: GuardCondition) -> None:  # noqa: ANN401
    """Wait for a guard condition, also if what triggered it was seen but could not run."""
    if guard._executor_triggered:
        guard.trigger()
    wait_set.add_guard_condition(guard.handle)


def _waitables(nodes: Iterable[Node]) -> tuple[list[tuple[Any, Node]], NumberOfEntities]:
    """Return waitables with their nodes, and how many entities they add to a wait set."""
    found, count = [], NumberOfEntities()
    for node in nodes:
        for waitable in node.waitables:
            try:
                with waitable:
                    count += waitable.get_num_entities()
            except InvalidHandle:  # it is being destroyed
                continue
            found.append((waitable, node))
    return found, count
