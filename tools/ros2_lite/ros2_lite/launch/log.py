"""Lines of a launch: on the screen in the official format, and in launch.log."""

import os
import socket
import sys
import time
from pathlib import Path


class LaunchLog:
    """Writes what the launch and its processes say."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._file = (folder / 'launch.log').open('a', buffering=1, errors='replace')
        self._screen_is_open = True
        self.say('launch', f'All log files can be found below {folder}')
        self.say('launch', 'Default logging verbosity is set to INFO')

    def say(self, name: str, message: str, level: str = 'INFO') -> None:
        """Write a line of the launch itself about `name`, a process or `launch`."""
        self.write(f'[{level}] [{name}]: {message}', screen=True, file=True)

    def write(self, line: str, screen: bool, file: bool) -> None:
        """Write a line as it is."""
        if file:
            self._file.write(f'{time.time():.7f} {line}\n')
        if screen and self._screen_is_open:
            try:
                print(line, flush=True)
            except OSError:
                # Whoever read us has gone; the processes still have to be stopped in order.
                self._screen_is_open = False
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def new_log_folder() -> Path:
    """Name the folder for the log of this launch, below where ROS 2 keeps its logs."""
    home = os.environ.get('ROS_HOME') or os.path.expanduser('~/.ros')
    base = os.environ.get('ROS_LOG_DIR') or os.path.join(home, 'log')
    moment = time.time()
    stamp = time.strftime('%Y-%m-%d-%H-%M-%S', time.localtime(moment))
    name = f'{stamp}-{int(moment % 1 * 1e6):06d}-{socket.gethostname()}-{os.getpid()}'
    return Path(base, name).absolute()
