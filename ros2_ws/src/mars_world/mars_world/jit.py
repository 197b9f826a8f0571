"""One way to compile a numeric loop: without the GIL, and cached until a source file changes."""

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

Function = TypeVar('Function', bound=Callable[..., Any])

_PACKAGE = Path(__file__).parent
_FOLDER = 'numba-'
_KEPT_S = 7 * 24 * 3600.0  # caches of other versions, which may still run


def compiled(function: Function) -> Function:
    """Compile with numba; the same operations in the same order on every machine.

    A caller takes the function in as if it were written there: else each call counts the uses of
    all arrays handed on, which was a third of the fast model's step.
    """
    if _CACHE is None:
        return _jit(function, cache=False)
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(_CACHE)
    try:
        return _jit(function, cache=True)
    finally:
        numba.config.CACHE_DIR = before


def _jit(function: Function, cache: bool) -> Function:
    make = numba.njit(cache=cache, nogil=True, error_model='numpy', forceinline=True)
    made: Function = make(function)
    return made


def _cache_folder() -> Path | None:
    """Return a folder of this version of the sources, None where none can be written.

    Numba compiles a function anew when its own file has changed, but not when a function that it
    calls has, so the cache is named by all of them.
    """
    digest = hashlib.sha256()
    for source in sorted(_PACKAGE.glob('*.py')):
        digest.update(source.read_bytes())
    for base in (_PACKAGE / '__pycache__', Path.home() / '.cache' / 'jezero'):
        try:
            folder = base / f'{_FOLDER}{digest.hexdigest()[:16]}'
            folder.mkdir(parents=True, exist_ok=True)
        except (OSError, RuntimeError):
            continue
        if os.access(folder, os.W_OK):
            _remove_old(base, keep=folder)
            return folder
    return None


def _remove_old(base: Path, keep: Path) -> None:
    for folder in base.glob(f'{_FOLDER}*'):
        if folder != keep and time.time() - folder.stat().st_mtime > _KEPT_S:
            shutil.rmtree(folder, ignore_errors=True)


_CACHE = _cache_folder()
