"""Reading a policy file: the checks that need no ONNX runtime."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from rover_env.quoted import quoted

MAX_SERVED_BYTES = 64 * 2**20  # a driving policy is under 1 MB; the rest is a mistake or an attack


class PolicyLoadError(ValueError):
    """A policy file that cannot serve; the text is one sentence with file, fault and remedy."""

    def __init__(self, path: Path | str, reason: str) -> None:
        """Name the file and say in ``reason`` what is wrong with it and what mends it."""
        super().__init__(f'policy {quoted(str(path))} {reason}')
        self.path = Path(path)
        self.reason = reason


@dataclass(frozen=True)
class PolicyFile:
    """The bytes of a policy and their hash; what is hashed is what serves."""

    path: Path
    content: bytes
    sha256: str


def read_policy_file(path: Path | str, max_bytes: int = MAX_SERVED_BYTES) -> PolicyFile:
    """Read a policy into memory, or raise PolicyLoadError.

    Only regular files are opened: a pipe or a device would block the server.
    """
    if not str(path):
        raise PolicyLoadError("''", 'has no name; give the path of an ONNX file')
    try:
        file = Path(path).expanduser()
        _check_regular(file, max_bytes)
        content = file.read_bytes()
    except (OSError, RuntimeError) as error:  # RuntimeError: the home of an unknown user
        reason = getattr(error, 'strerror', None) or error
        raise PolicyLoadError(path, f'cannot be read: {reason}') from None
    return PolicyFile(file, content, hashlib.sha256(content).hexdigest())


def _check_regular(file: Path, max_bytes: int) -> None:
    if not file.exists():
        raise PolicyLoadError(file, 'does not exist; give the path of an ONNX file')
    if not file.is_file():
        raise PolicyLoadError(file, 'is not a file; give the path of an ONNX file')
    size = file.stat().st_size
    if size == 0:
        raise PolicyLoadError(file, 'is empty (0 bytes); export it again')
    if size > max_bytes:
        raise PolicyLoadError(
            file,
            f'has {size:,} bytes, more than the {max_bytes:,} that are served; '
            'export a smaller network',
        )
