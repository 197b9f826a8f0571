"""Running the tools of set-up: output to the log, progress to the user."""

import contextlib
import subprocess
import sys
import time
from typing import Dict, List, Optional

from machine import LOG, ROOT, SetupError, say


def run(
    command: List[str],
    *,
    must: bool = True,
    count: str = '',
    total: int = 0,
    env: Optional[Dict[str, str]] = None,
) -> bool:
    """Run a command into the log and count its lines that hold `count`.

    Returns whether it worked; with `must`, failure raises SetupError with the end of the log.
    """
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with open(LOG, 'a') as log, Progress(total) as progress:
        print('$', *command, file=log, flush=True)
        child = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=env,
            cwd=ROOT,
        )
        try:
            for line in child.stdout or ():
                log.write(line)
                log.flush()
                if count and count in line:
                    progress.advance(line.split(count, 1)[1].split()[0])
            worked = child.wait() == 0
        finally:
            if child.poll() is None:  # after Ctrl-C, which pip and colcon got too: let them end
                with contextlib.suppress(KeyboardInterrupt):
                    child.wait()
    if must and not worked:
        tail = LOG.read_text(errors='replace').splitlines()[-15:]
        first = f'`{" ".join(command[:5])} ...` failed; the end of {LOG}:'
        last = 'mend that and start again; what is done stays done'
        raise SetupError('\n    '.join([first, *tail, last]))
    return worked


class Progress:
    """One line that counts, rewritten on a terminal, else printed every few seconds."""

    def __init__(self, total: int) -> None:
        self.done, self.total, self.shown = 0, total, time.monotonic()

    def __enter__(self) -> 'Progress':
        return self

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty() and self.done:
            print('\r\033[K', end='', file=sys.stderr, flush=True)

    def advance(self, what: str) -> None:
        """Count one more thing done."""
        self.done += 1
        text = f'      {self.done}{f" of {self.total}" if self.total else ""}: {what}'
        if sys.stderr.isatty():
            print(f'\r\033[K{text}', end='', file=sys.stderr, flush=True)
        elif time.monotonic() - self.shown > 10:
            self.shown = time.monotonic()
            say(text)
