"""Nothing a launch started outlives it, whichever of its processes is killed.

`keep` splits the launch in two. The keeper is the process the user started; it does nothing but
pass signals on. The launcher, its child, runs the launch. Both are subreapers: an orphan below
them becomes their child. When the launcher is killed the keeper inherits all it had started and
stops it; when the keeper is killed the kernel tells the launcher, which stops in order. The
launcher has its own session, so that a signal to the keeper's process group does not end both.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

from ros2_lite.launch import process_tree
from ros2_lite.launch.escalation import abandoned_escalation

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}
_POLL_S = 0.05


def keep(run: Callable[[], int]) -> int:
    """Call `run` in the launcher and return its exit code.

    `run` finds STOP_SIGNALS blocked and unblocks them when it is ready for them.
    """
    sys.stdout.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    process_tree.become_subreaper()
    keeper = os.getpid()
    launcher = os.fork()
    if launcher == 0:
        os._exit(_launch(run, keeper))
    for signum in STOP_SIGNALS:
        signal.signal(signum, lambda signum, _: os.kill(launcher, _passed_on(signum)))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    return _wait_for(launcher)


def _launch(run: Callable[[], int], keeper: int) -> int:
    os.setsid()
    process_tree.become_subreaper()
    process_tree.die_with_parent(signal.SIGTERM, keeper)
    try:
        return run()
    except Exception as error:  # the only way to tell: nobody is above us in this process
        print(f'[ERROR] [launch]: {type(error).__name__}: {error}', file=sys.stderr)
        return 1
    finally:
        sys.stdout.flush()


def _passed_on(signum: int) -> int:
    return signum if signum == signal.SIGINT else signal.SIGTERM


def _wait_for(launcher: int) -> int:
    _, status = os.waitpid(launcher, 0)
    exit_code = os.waitstatus_to_exitcode(status)
    if exit_code < 0:
        name = signal.Signals(-exit_code).name
        print(f'[ERROR] [launch]: the launcher was killed ({name}), stopping all it had started')
    _stop_all()
    return exit_code if exit_code >= 0 else 1


def _stop_all() -> None:
    """Stop every process we inherited."""
    stop = abandoned_escalation(time.monotonic())
    for signum in STOP_SIGNALS:
        signal.signal(signum, lambda *_: stop.hurry(time.monotonic()))
    while process_tree.descendants():
        stage = stop.due(time.monotonic())
        if stage:
            process_tree.signal_descendants(stage.signum)
        time.sleep(_POLL_S)
        process_tree.reap()
