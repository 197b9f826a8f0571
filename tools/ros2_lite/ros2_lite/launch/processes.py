"""One process of a launch: its start, its lines, its end."""

import os
import signal
import subprocess
from collections.abc import Callable
from typing import IO

from ros2_lite.launch.description import ProcessSpec
from ros2_lite.launch.log import LaunchLog
from ros2_lite.launch.process_tree import die_with_parent

_CHUNK = 65536  # [bytes]
_PIPE_CHUNKS = 2


class Lines:
    """Cuts what comes through a pipe into lines."""

    def __init__(self, pipe: IO[bytes], emit: Callable[[str], None]) -> None:
        self.pipe = pipe
        self._emit = emit
        self._rest = b''
        os.set_blocking(pipe.fileno(), False)

    def read(self) -> bool:
        """Emit the lines of what has come, one chunk of it; return False at the end of it all."""
        try:
            chunk = os.read(self.pipe.fileno(), _CHUNK)
        except BlockingIOError:
            return True
        *lines, self._rest = (self._rest + chunk).split(b'\n')
        for line in lines:
            self._emit(line.decode(errors='replace'))
        return bool(chunk)

    def finish(self) -> None:
        """Emit what has come, a line without its end included."""
        if not self.pipe.closed:
            # No more than fits into a pipe: others may hold it, and write on and on.
            for _ in range(_PIPE_CHUNKS):
                self.read()
        if self._rest:
            self._emit(self._rest.decode(errors='replace'))
            self._rest = b''


class Process:
    """A process that runs, has run, or waits to be started again."""

    def __init__(self, spec: ProcessSpec, log: LaunchLog) -> None:
        self.spec = spec
        self.pid: int | None = None
        """None when it does not run."""
        self.outputs: list[Lines] = []
        self._log = log
        self._retries = 0
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Start it in a session of its own; say why and return False where that fails."""
        try:
            self._child = self._spawn()
        except OSError as error:
            place = error.filename or self.spec.command[0]
            self._log.say(self.spec.name, f"cannot start '{place}': {error.strerror}", 'ERROR')
            return False
        self.pid = self._child.pid
        self._log.say(self.spec.name, f'process started with pid [{self.pid}]')
        assert self._child.stdout and self._child.stderr
        to_file = self.spec.output != 'screen'
        self.outputs = [
            Lines(self._child.stdout, self._writer(self.spec.output != 'log', to_file)),
            Lines(self._child.stderr, self._writer(True, to_file)),
        ]
        return True

    def ended(self, exit_code: int) -> None:
        """Take note that it has ended, and say so after its last lines."""
        assert self._child
        self._child.returncode = exit_code  # it was collected by others, Popen need not wait
        for lines in self.outputs:
            lines.finish()
        pid, self.pid = self.pid, None
        if exit_code == 0:
            self._log.say(self.spec.name, f'process has finished cleanly [pid {pid}]')
        else:
            command = ' '.join(self.spec.command)
            message = f"process has died [pid {pid}, exit code {exit_code}, cmd '{command}']."
            self._log.say(self.spec.name, message, 'ERROR')

    def may_respawn(self) -> bool:
        """Tell whether it is to be started again; each call counts as one more try."""
        limit = self.spec.respawn_max_retries
        if not self.spec.respawn or 0 <= limit <= self._retries:
            return False
        self._retries += 1
        return True

    def _spawn(self) -> 'subprocess.Popen[bytes]':
        parent = os.getpid()
        command = self.spec.command
        return subprocess.Popen(
            ' '.join(command) if self.spec.shell else command,
            shell=self.spec.shell,
            cwd=self.spec.cwd,
            env=self.spec.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM, parent),
        )

    def _writer(self, to_screen: bool, to_file: bool) -> Callable[[str], None]:
        return lambda line: self._log.write(f'[{self.spec.name}] {line}', to_screen, to_file)
