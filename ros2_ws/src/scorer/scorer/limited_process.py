"""A function in a process of its own, with limits of time and memory, that cannot take us down."""

import math
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from time import monotonic
from types import TracebackType
from typing import Any, Self

_SPAWN = get_context('spawn')  # a fork would take locks and database connections along
MEBIBYTE = 2**20
_END = 'end'  # of what the function had to say
_OUT_OF_MEMORY = 'out of memory'


@dataclass(frozen=True)
class Limits:
    """What the function may use. time_s: wall time, and as much processor time.

    memory_mib: private writable memory, the libraries' own included (0.25 GiB for trials).
    """

    time_s: float = 600.0
    memory_mib: int = 2048


class LimitExceededError(RuntimeError):
    """The function used more than its limits; what it did, e.g. `ran out of memory, ...`."""


class ProcessDiedError(RuntimeError):
    """The process ended before the function did; what it did, e.g. `died with SIGSEGV`."""


class LimitedProcess:
    """Calls ``function(send, *arguments)`` elsewhere; ``receive`` returns what it sends.

    It is stopped at the end of the ``with`` block, and ends by itself when this process dies.
    """

    def __init__(self, function: Callable[..., None], *arguments: Any, limits: Limits) -> None:  # noqa: ANN401
        self._limits = limits
        self._deadline_s = monotonic() + limits.time_s
        self._receiver, sender = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(
            target=_call, args=(function, sender, arguments, limits), daemon=True
        )
        self._process.start()
        sender.close()  # so that its end there is the end of the pipe

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.join()
        self._receiver.close()

    @property
    def ended(self) -> bool:
        """Whether the function has returned and all that it sent was received."""
        return self._receiver.closed

    def receive(self, timeout_s: float = math.inf) -> Any:  # noqa: ANN401
        """Return the next message; None when none came in time, or when the function has ended.

        Raises:
            LimitExceededError: the function used too much.
            ProcessDiedError: it ended in any other way.
        """
        left_s = self._deadline_s - monotonic()
        if not self._receiver.poll(max(0.0, min(timeout_s, left_s))):
            if timeout_s < left_s:
                return None
            raise LimitExceededError(
                f'ran out of time, needing more than {self._limits.time_s:g} s'
            )
        try:
            kind, message = self._receiver.recv()
        except EOFError:
            raise self._death() from None
        if kind == _OUT_OF_MEMORY:
            raise LimitExceededError(
                f'ran out of memory, needing more than {self._limits.memory_mib:,} MiB'
            )
        if kind == _END:
            self._receiver.close()
        return message

    def _death(self) -> RuntimeError:
        self._process.join()
        code = self._process.exitcode or 0
        if code == -signal.SIGXCPU:
            return LimitExceededError(
                f'ran out of time, needing more than {self._limits.time_s:g} s of a processor'
            )
        cause = signal.Signals(-code).name if code < 0 else f'exit code {code}'
        return ProcessDiedError(f'died with {cause}')


def die_with_parent() -> None:
    """Have this process end as soon as the one that spawned it has died."""
    parent = parent_process()
    if parent is None:
        raise RuntimeError('this process was not spawned by multiprocessing')

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name='die_with_parent', daemon=True).start()


def is_out_of_memory(text: str) -> bool:
    """Say whether an error of ONNX Runtime, which has no kind of its own for it, tells of that."""
    return any(words in text for words in ('Failed to allocate memory', 'bad_alloc'))


def _call(
    function: Callable[..., None],
    sender: connection.Connection,
    arguments: tuple[Any, ...],
    limits: Limits,
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it stops us
    die_with_parent()
    _limit(limits)
    try:
        function(lambda message: sender.send(('', message)), *arguments)
    except MemoryError:
        sender.send((_OUT_OF_MEMORY, None))
    else:
        sender.send((_END, None))
    sys.stdout.flush()


def _limit(limits: Limits) -> None:
    memory = limits.memory_mib * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    processor_s = math.ceil(limits.time_s)
    resource.setrlimit(resource.RLIMIT_CPU, (processor_s, processor_s + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
