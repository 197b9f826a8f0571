"""What a submission has to be before it is let in."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from policy_server.inference import Policy
from policy_server.policy_file import PolicyFile, PolicyLoadError, read_policy_file

from scorer.limited_process import (
    LimitedProcess,
    LimitExceededError,
    Limits,
    ProcessDiedError,
    is_out_of_memory,
)
from scorer.submission_files import SubmissionFiles

MAX_NAME = 60  # [characters]
MAX_DESCRIPTION = 2000  # [characters]
MAX_REWARD_BYTES = 256 * 2**10
MAX_POLICY_BYTES = 20 * 2**20  # less than a server reads: it is kept for whoever hands it in
CHECK_LIMITS = Limits(time_s=60.0, memory_mib=2048)


class SubmissionError(ValueError):
    """A submission that is not let in; one sentence that says what mends it."""


@dataclass(frozen=True)
class Entry:
    """A submission that may enter. reward: text of the reward file, empty without one."""

    name: str
    description: str
    reward: str
    policy: PolicyFile


def checked_entry(
    name: str, description: str, policy: Path | str, reward: Path | str | None
) -> Entry:
    """Read and check all but the network itself; raises SubmissionError."""
    return Entry(
        name=_checked_text('name', name.strip(), MAX_NAME, ''),
        description=_checked_text(
            'description', description.strip(), MAX_DESCRIPTION, '\n\t', may_be_empty=True
        ),
        reward=_reward_text(reward) if reward else '',
        policy=_policy_file(policy),
    )


def keep_policy(policy: PolicyFile, files: SubmissionFiles, limits: Limits = CHECK_LIMITS) -> None:
    """Put a policy among the files after its network was tried in a process with ``limits``.

    Raises:
        SubmissionError: the network cannot serve, or the file cannot be written.
    """
    try:
        draft = files.write_draft(policy.content)
        try:
            reason = _why_refused(draft, limits)
            if reason:
                raise SubmissionError(f'policy {policy.path} {reason}')
            files.keep(draft, policy.sha256)
        finally:
            with suppress(FileNotFoundError):
                draft.unlink()
    except OSError as error:
        raise SubmissionError(
            f'policy {policy.path} cannot be kept in {files.policy(policy.sha256).parent}: '
            f'{error.strerror}'
        ) from None


def load_policy(file: Path) -> Policy:
    """Load a policy within a limited process.

    Raises:
        PolicyLoadError: it cannot serve.
        MemoryError: it needs more than it may use.
    """
    try:
        return Policy(file, max_bytes=MAX_POLICY_BYTES)
    except PolicyLoadError as error:
        if is_out_of_memory(error.reason):
            raise MemoryError from None
        raise


def _why_refused(file: Path, limits: Limits) -> str:
    try:
        with LimitedProcess(_tell_why_refused, file, limits=limits) as process:
            return str(process.receive())
    except (LimitExceededError, ProcessDiedError) as error:
        return f'could not be tried: it {error}'


def _tell_why_refused(send: Callable[[str], None], file: Path) -> None:
    try:
        load_policy(file)
        send('')
    except PolicyLoadError as error:
        send(error.reason)


def _checked_text(
    what: str, text: str, most: int, allowed: str, *, may_be_empty: bool = False
) -> str:
    if not text and not may_be_empty:
        raise SubmissionError(f'the {what} is empty; give one of 1 to {most} characters')
    if len(text) > most:
        raise SubmissionError(f'the {what} has {len(text)} characters; at most {most} are kept')
    for place, character in enumerate(text, start=1):
        if not character.isprintable() and character not in allowed:
            raise SubmissionError(
                f'the {what} has {character!a} as character {place}; use printable ones only'
            )
    return text


def _reward_text(path: Path | str) -> str:
    """Read a reward file as text, which nobody will ever run."""
    file = Path(path).expanduser()
    if not file.is_file():
        raise SubmissionError(f'reward file {file} does not exist or is not a file')
    try:
        size = file.stat().st_size
        if size > MAX_REWARD_BYTES:
            raise SubmissionError(
                f'reward file {file} has {size:,} bytes; at most {MAX_REWARD_BYTES:,} are kept'
            )
        text = file.read_text(encoding='utf-8')
    except OSError as error:
        raise SubmissionError(f'reward file {file} cannot be read: {error.strerror}') from None
    except UnicodeDecodeError:
        raise SubmissionError(f'reward file {file} is not UTF-8 text; give a Python file') from None
    if '\0' in text:
        raise SubmissionError(f'reward file {file} is not text; give a Python file')
    return text


def _policy_file(path: Path | str) -> PolicyFile:
    try:
        return read_policy_file(path, MAX_POLICY_BYTES)
    except PolicyLoadError as error:
        raise SubmissionError(str(error)) from None
