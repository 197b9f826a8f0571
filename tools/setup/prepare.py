"""Make this machine ready to run Jezero, or find within milliseconds that it is.

`./ros2` and `./test` run this first, with the system's Python and nothing but the standard
library. Each step is recorded when it is done, so an interrupted set-up goes on where it stopped.
"""

import fcntl
import os
import sys

from environment import environment_fingerprint, install_environment
from machine import ROOT, SetupError, check_machine, say
from record import Record
from workspace import build_workspace


def main() -> int:
    """Prepare; returns the exit status."""
    folder = os.open(ROOT, os.O_RDONLY)  # locked until this process ends
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say('another set-up of this folder is running; waiting for it')
            fcntl.flock(folder, fcntl.LOCK_EX)
        prepare(Record.load())
    except SetupError as error:
        say(f'error: {error}')
        return 1
    except KeyboardInterrupt:
        say('interrupted; the next start goes on from here')
        return 130
    return 0


def prepare(record: Record) -> None:
    """Bring environment and workspace up to date with the files of the checkout."""
    wanted = environment_fingerprint()
    if record.environment != wanted:
        check_machine()
        record.forget()
        install_environment()
        record.environment = wanted
        record.save()
    build_workspace(record)


if __name__ == '__main__':
    sys.exit(main())
