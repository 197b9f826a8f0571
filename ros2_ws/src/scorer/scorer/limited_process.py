"""A function in a process of its own, with limits of time and memory, that cannot take us down."""

import math
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import monotonic
from types import TracebackType
from typing import Any, Self

# Not by multiprocessing, which would run a script that uses us once more in there.
_PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from scorer.limited_process import run
run(*pickle.load(sys.stdin.buffer))
"""
MEBIBYTE = 2**20
_END = 'end'  # of what the function had to say
_OUT_OF_MEMORY = 'out of memory'


@dataclass(frozen=True)
class Limits:
    """What the function may use. time_s: wall time, and as much processor time; inf for any.

    memory_mib: private writable memory, the libraries' own included (400 for a trial).
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
    function: of a module, so that it can be found by its name there. descriptors: open files that
    it has under the same numbers.
    """

    def __init__(
        self,
        function: Callable[..., None],
        *arguments: Any,  # noqa: ANN401
        limits: Limits,
        descriptors: tuple[int, ...] = (),
    ) -> None:
        self._limits = limits
        self._deadline_s = monotonic() + limits.time_s
        reader, writer = os.pipe()
        self._receiver = Connection(reader, writable=False)
        try:
            self._process = subprocess.Popen(
                [sys.executable, '-P', '-c', _PROGRAM],
                stdin=subprocess.PIPE,
                pass_fds=(writer, *descriptors),
                start_new_session=True,  # Ctrl-C is ours; we stop it
            )
        finally:
            os.close(writer)  # so that its end there is the end of the pipe
        with suppress(BrokenPipeError):  # it died; ``receive`` will tell
            self._give(sys.path)
            self._give((function, arguments, limits, writer))

    def _give(self, value: Any) -> None:  # noqa: ANN401
        assert self._process.stdin is not None
        self._process.stdin.write(pickle.dumps(value))
        self._process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()
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
        patience_s = max(0.0, min(timeout_s, left_s))
        if not self._receiver.poll(None if patience_s == math.inf else patience_s):
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
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return LimitExceededError(
                f'ran out of time, needing more than {self._limits.time_s:g} s of a processor'
            )
        cause = signal.Signals(-code).name if code < 0 else f'exit code {code}'
        return ProcessDiedError(f'died with {cause}')


def is_out_of_memory(text: str) -> bool:
    """Say whether an error of ONNX Runtime, which has no kind of its own for it, tells of that."""
    return any(words in text for words in ('Failed to allocate memory', 'bad_alloc'))


def run(
    function: Callable[..., None], arguments: tuple[Any, ...], limits: Limits, writer: int
) -> None:
    """Do what a LimitedProcess is for; called in there. writer: pipe that messages go into."""
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _limit(limits)
    sender = Connection(writer, readable=False)
    try:
        function(lambda message: sender.send(('', message)), *arguments)
    except MemoryError:
        sender.send((_OUT_OF_MEMORY, None))
    else:
        sender.send((_END, None))


def _die_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing more comes: this is the end of the pipe
    os._exit(1)


def _limit(limits: Limits) -> None:
    memory = limits.memory_mib * MEBIBYTE
    _lower(resource.RLIMIT_DATA, memory, memory)
    if limits.time_s < math.inf:
        processor_s = math.ceil(limits.time_s)
        _lower(resource.RLIMIT_CPU, processor_s, processor_s + 5)
    _lower(resource.RLIMIT_CORE, 0, 0)


def _lower(kind: int, soft: int, hard: int) -> None:
    _, most = resource.getrlimit(kind)  # more than that only root may take
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))
