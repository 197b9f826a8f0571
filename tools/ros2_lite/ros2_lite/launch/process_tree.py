"""The processes below this one, as the Linux kernel knows them."""

import ctypes
import os
import signal
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def become_subreaper() -> None:
    """Make this process the parent of every orphan below it, so that none can get away."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent(signum: int, parent: int) -> None:
    """Ask the kernel for `signum` when `parent`, the parent of this process, dies."""
    _prctl(_PR_SET_PDEATHSIG, signum, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could ask
        os.kill(os.getpid(), signum)


def descendants() -> list[int]:
    """Return the PIDs of all live processes below this one."""
    children: dict[int, list[int]] = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            with suppress(OSError), open(f'/proc/{name}/stat', encoding='ascii') as file:
                # "PID (NAME) STATE PPID ...", where NAME may hold anything.
                state, parent = file.read().rpartition(')')[2].split()[:2]
                if state not in 'ZX':
                    children.setdefault(int(parent), []).append(int(name))
    found: list[int] = []
    new = [os.getpid()]
    while new:
        new = [child for pid in new for child in children.get(pid, [])]
        found += new
    return found


def signal_descendants(signum: signal.Signals) -> None:
    """Send `signum` to every process below this one."""
    for pid in descendants():
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signum)


def reap() -> dict[int, int]:
    """Collect the children that ended, orphans we inherited among them: exit code by PID."""
    ended = {}
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            ended[pid] = os.waitstatus_to_exitcode(status)
    return ended
