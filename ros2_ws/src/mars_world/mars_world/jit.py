"""One way to compile a numeric loop: cached where a cache can be written, without the GIL."""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Function = TypeVar('Function', bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile with numba; the same operations in the same order on every machine."""
    try:
        made: Function = njit(cache=True, nogil=True, error_model='numpy')(function)
    except RuntimeError:  # no writable place for the cache; compiling anew costs seconds
        made = njit(nogil=True, error_model='numpy')(function)
    return made
