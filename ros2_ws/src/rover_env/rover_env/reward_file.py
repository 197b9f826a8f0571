"""Read a user's reward file, and say in one sentence what is wrong with a bad one."""

import hashlib
import inspect
import math
import random
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

REWARDS_DIR = Path(__file__).parent / 'rewards'
DEFAULT_REWARD = 'dense'

# The original's reward method lived in a module with these imports and may lean on them.
AMBIENT_MODULES = {'math': math, 'np': np, 'numpy': np, 'random': random, 'time': time}


class RewardFileError(ValueError):
    """A reward file that cannot be used; one sentence with file, line, step and remedy."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        """Name the file and, where one is known, the line."""
        where = f'{path}' if line is None else f'{path}, line {line}'
        super().__init__(f'{where}: {reason}')
        self.path = path
        self.line = line


@dataclass(frozen=True)
class RewardFunctions:
    """The functions of a reward file, bound to the constants of one world."""

    reward_function: Callable[[Any], Any]
    batch_reward: Callable[[Any], Any] | None


@dataclass(frozen=True)
class RewardFile:
    """A reward file that has been read and compiled."""

    path: Path
    source: str
    code: CodeType

    @property
    def sha256(self) -> str:
        """The hash of the source, which names the reward of a training run."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    def functions(self, constants: Mapping[str, float]) -> RewardFunctions:
        """Run the file with a world's constants and return its functions.

        Raises:
            RewardFileError: the file fails when it is run, or has no such function.
        """
        namespace: dict[str, Any] = {'__name__': self.path.stem, '__file__': str(self.path)}
        namespace.update(AMBIENT_MODULES, **constants)
        try:
            exec(self.code, namespace)
        except (Exception, SystemExit) as error:
            raise self.error(error, 'when it was loaded') from error
        reward_function = namespace.get('reward_function')
        if not callable(reward_function):
            found = 'is missing' if reward_function is None else 'is no function'
            raise RewardFileError(
                self.path, None, f'reward_function {found}; write def reward_function(self)'
            )
        self._check_parameters(reward_function)
        batch_reward = namespace.get('batch_reward')
        return RewardFunctions(reward_function, batch_reward if callable(batch_reward) else None)

    def line_of(self, function: Callable[[Any], Any]) -> int | None:
        """Return the line a function of this file starts on."""
        code = getattr(function, '__code__', None)
        return getattr(code, 'co_firstlineno', None)

    def error(self, cause: BaseException, when: str) -> RewardFileError:
        """Turn an exception out of the file into a sentence with the file's own line."""
        frames = traceback.extract_tb(cause.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(self.path)]
        what = f'{type(cause).__name__}: {cause}' if str(cause) else type(cause).__name__
        return RewardFileError(
            self.path, lines[-1] if lines else None, f'raised {what} {when}; mend that line'
        )

    def _check_parameters(self, reward_function: Callable[[Any], Any]) -> None:
        try:
            inspect.signature(reward_function).bind(None)
        except TypeError:
            raise RewardFileError(
                self.path,
                self.line_of(reward_function),
                'reward_function must take one argument; write def reward_function(self)',
            ) from None


def built_in_rewards() -> tuple[str, ...]:
    """Return the names of the rewards that come with this package."""
    return tuple(sorted(path.stem for path in REWARDS_DIR.glob('*.py') if path.stem != '__init__'))


def load_reward_file(name_or_path: str = DEFAULT_REWARD) -> RewardFile:
    """Read and compile one of ``built_in_rewards()`` or a file of the user's.

    Raises:
        RewardFileError: there is no such file, or it is not Python.
    """
    if name_or_path in built_in_rewards():
        return _compiled(REWARDS_DIR / f'{name_or_path}.py')
    path = Path(name_or_path).expanduser()
    if path.suffix != '.py':
        known = ', '.join(built_in_rewards())
        raise RewardFileError(
            path, None, f'no reward has this name; give one of {known} or the path of a .py file'
        )
    return _compiled(path)


def _compiled(path: Path) -> RewardFile:
    try:
        source = path.read_text(encoding='utf-8')
        return RewardFile(path, source, compile(source, str(path), 'exec', dont_inherit=True))
    except OSError as error:
        raise RewardFileError(path, None, f'cannot be read: {error.strerror}') from error
    except UnicodeDecodeError as error:
        raise RewardFileError(path, None, 'is not UTF-8 text; save it as UTF-8') from error
    except SyntaxError as error:
        raise RewardFileError(path, error.lineno, f'not valid Python: {error.msg}') from error
    except ValueError as error:  # a NUL character in the source
        raise RewardFileError(path, None, f'not valid Python: {error}') from error
