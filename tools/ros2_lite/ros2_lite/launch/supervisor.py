"""Runs the processes of a launch until they have ended or are to be stopped."""

import os
import selectors
import signal
import time
from collections.abc import Sequence

from ros2_lite.launch import process_tree
from ros2_lite.launch.description import ProcessSpec
from ros2_lite.launch.escalation import Escalation, Stage, abandoned_escalation
from ros2_lite.launch.keeper import STOP_SIGNALS
from ros2_lite.launch.log import LaunchLog
from ros2_lite.launch.processes import Lines, Process

_POLL_S = 0.1  # only while all that is left are processes that our own had started


class Supervisor:
    """One loop without threads: signals, output and timers all wake the same `select`."""

    def __init__(self, specs: Sequence[ProcessSpec], log: LaunchLog) -> None:
        self._processes = [Process(spec, log) for spec in specs]
        self._log = log
        self._keeper = os.getppid()
        self._exit_code = 0
        self._stop: Escalation | None = None
        self._respawns: list[tuple[float, Process]] = []
        """When to start which process again."""
        self._selector = selectors.DefaultSelector()

    def run(self) -> int:
        """Start all, wait until all have ended, return the exit code of the launch."""
        self._listen_to_signals()
        for process in self._processes:
            self._start(process)
        while self._has_work():
            for key, _ in self._selector.select(self._patience_s()):
                if isinstance(key.data, Lines):
                    self._read(key.data)
                else:
                    for signum in os.read(key.fd, 4096):
                        self._on_signal(signal.Signals(signum))
            self._collect_ended()
            self._respawn_due()
            self._escalate()
        return self._exit_code

    def _listen_to_signals(self) -> None:
        """Let the numbers of signals come through a pipe, so that none is lost or too early."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing)
        self._selector.register(reading, selectors.EVENT_READ)
        for signum in (*STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(signum, lambda *_: None)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def _start(self, process: Process) -> None:
        if process.start():
            for lines in process.outputs:
                self._selector.register(lines.pipe, selectors.EVENT_READ, lines)
        else:
            self._exit_code = 1
            self._after_end(process, exit_code=1)

    def _read(self, lines: Lines) -> None:
        if not lines.read():
            self._selector.unregister(lines.pipe)
            lines.pipe.close()

    def _on_signal(self, signum: signal.Signals) -> None:
        if signum == signal.SIGINT:
            again = ' again, escalating' if self._stop else ''
            self._log.say('launch', f'user interrupted with ctrl-c (SIGINT){again}', 'WARNING')
            self._begin_stop()
        elif signum in STOP_SIGNALS:
            reason = 'the ros2 command was killed' if self._is_abandoned() else signum.name
            self._log.say('launch', f'stopping ({reason})', 'WARNING')
            self._exit_code = 1
            self._begin_stop()

    def _begin_stop(self) -> None:
        """Stop all processes; when that has begun already, go one step further."""
        self._respawns.clear()
        if self._stop:
            self._stop.hurry(time.monotonic())
        elif self._is_abandoned():
            self._stop = abandoned_escalation(time.monotonic())
        else:
            self._stop = Escalation(time.monotonic())

    def _is_abandoned(self) -> bool:
        return os.getppid() != self._keeper

    def _collect_ended(self) -> None:
        ended = process_tree.reap()
        for process in self._processes:
            if process.pid in ended:
                exit_code = ended[process.pid]
                process.ended(exit_code)
                self._after_end(process, exit_code)

    def _after_end(self, process: Process, exit_code: int) -> None:
        if self._stop:
            return
        if process.spec.ends_launch:
            self._exit_code = 1 if exit_code else self._exit_code
            self._begin_stop()
        elif process.may_respawn():
            self._respawns.append((time.monotonic() + process.spec.respawn_delay_s, process))

    def _respawn_due(self) -> None:
        now_s = time.monotonic()
        due = [process for at_s, process in self._respawns if at_s <= now_s]
        self._respawns = [(at_s, process) for at_s, process in self._respawns if at_s > now_s]
        for process in due:
            self._start(process)

    def _escalate(self) -> None:
        stage = self._stop.due(time.monotonic()) if self._stop else None
        if stage:
            if not stage.again:
                self._announce(stage)
            process_tree.signal_descendants(stage.signum)

    def _announce(self, stage: Stage) -> None:
        running = self._running()
        for process in running:
            self._announce_to(stage, process.spec.name)
        if not running:
            message = f"sending signal '{stage.signum.name}' to what the processes had started"
            self._log.say('launch', message)

    def _announce_to(self, stage: Stage, name: str) -> None:
        if stage.signum != signal.SIGINT:
            message = (
                f"process[{name}] failed to terminate '{stage.after_s:g}' seconds after receiving "
                f"'SIGINT', escalating to '{stage.signum.name}'"
            )
            self._log.say(name, message, 'ERROR')
        self._log.say(name, f"sending signal '{stage.signum.name}' to process[{name}]")

    def _running(self) -> list[Process]:
        return [process for process in self._processes if process.pid is not None]

    def _has_work(self) -> bool:
        if self._running() or self._respawns:
            return True
        if not process_tree.descendants():
            return False
        if not self._stop:  # ours have ended, what they started has not
            self._begin_stop()
        return True

    def _patience_s(self) -> float | None:
        """Return how long to wait for an event, None without limit."""
        if not self._running() and not self._respawns:
            return _POLL_S
        times_s = [at_s for at_s, _ in self._respawns]
        if self._stop:
            times_s.append(self._stop.next_s)
        return max(0.0, min(times_s) - time.monotonic()) if times_s else None
