"""What the tests have a limited process do; imported there by name."""

import os
import resource
import signal
from collections.abc import Callable
from typing import Any


def say(send: Callable[[Any], None], *words: str) -> None:
    for word in words:
        send(word)


def spin(send: Callable[[Any], None]) -> None:
    while True:
        pass


def wait(send: Callable[[Any], None]) -> None:
    send(os.getpid())
    signal.pause()


def tell_processor_limit(send: Callable[[Any], None]) -> None:
    send(resource.getrlimit(resource.RLIMIT_CPU))


def eat(send: Callable[[Any], None], n_bytes: int) -> None:
    send(len(bytes(n_bytes)))


def die(send: Callable[[Any], None], number: int) -> None:
    os.kill(os.getpid(), number)


def hold_another(send: Callable[[Any], None]) -> None:
    """Start a limited process in this one, tell its process id, and never stop it."""
    from scorer.limited_process import LimitedProcess, Limits

    process = LimitedProcess(wait, limits=Limits())
    send(process.receive())
    signal.pause()
