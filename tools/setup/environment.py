"""The virtual environment and the pinned wheels in it."""

import hashlib
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import List

from machine import LOG, SOURCED, VENV, say
from running import run

TORCH = '2.13.0'
LAYOUT = 2  # count up when an environment made by older code would not do any more
HERE = Path(__file__).resolve().parent
PYTHON = str(VENV / 'bin' / 'python')


def environment_fingerprint() -> str:
    """Change whenever the virtual environment would have to be another one."""
    digest = hashlib.sha256()
    for lock in locks():
        digest.update(lock.read_bytes())
    # The place counts: a virtual environment cannot move.
    digest.update(f'{LAYOUT} {TORCH} {sys.version_info[:2]} {SOURCED} {VENV}'.encode())
    return digest.hexdigest()


def locks() -> List[Path]:
    """Name the lock files of this machine."""
    return [HERE / 'python.lock'] if SOURCED else [HERE / 'ros.lock', HERE / 'python.lock']


def install_environment() -> None:
    """Create the virtual environment and install every locked wheel into it."""
    start = time.monotonic()
    say(f'setting up {VENV} (about 3 GB, some minutes); log: {LOG}')
    if not fits_this_python():
        shutil.rmtree(VENV, ignore_errors=True)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_bytes(b'')
    say(f'[1/4] virtual environment with Python {platform.python_version()}')
    run([sys.executable, '-m', 'venv', *(['--system-site-packages'] * SOURCED), str(VENV)])
    say('[2/4] wheels')
    wanted = [without_numpy(lock) if SOURCED else lock for lock in locks()]
    pip('--require-hashes', '--no-deps', *(f'--requirement={file}' for file in wanted))
    say('[3/4] torch')
    install_torch()
    if not SOURCED:
        point_cmake_files_here()
    say(f'environment ready after {time.monotonic() - start:.0f} s')


def fits_this_python() -> bool:
    """Tell whether the environment there runs, with the Python that runs this."""
    query = [PYTHON, '-c', 'import sys, pip; print(sys.version)']
    try:
        answer = subprocess.run(query, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.strip() == sys.version


def without_numpy(lock: Path) -> Path:
    """Leave out numpy: the messages of a ROS 2 installation are compiled against its own."""
    entries = re.split(r'\n(?=\S)', lock.read_text())
    file = VENV / f'{lock.stem}_without_numpy.lock'
    file.write_text('\n'.join(entry for entry in entries if not entry.startswith('numpy==')))
    return file


def install_torch() -> None:
    """Install torch by version alone: the CPU build without a GPU, where an index offers it."""
    if shutil.which('nvidia-smi') is None:
        say('      no GPU here: trying the CPU build')
        if pip('--no-deps', f'torch=={TORCH}+cpu', must=False):
            return
        say('      no index offers it: taking the default build (2.5 GB more)')
        pip(f'torch=={TORCH}')
    else:
        pip(f'torch==={TORCH}')  # === leaves out +cpu


def pip(*arguments: str, must: bool = True) -> bool:
    """Run pip install with progress; returns whether it worked."""
    command = [PYTHON, '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check']
    return run([*command, '--progress-bar=off', *arguments], must=must, count='Collecting ')


def point_cmake_files_here() -> None:
    """Rewrite the include folders that the ROS wheels carry from the machine that built them.

    Their CMake files name /opt/python/cpXY-cpXY, which exists in the wheels' build container only.
    """
    query = 'import numpy, sysconfig as s; print(s.get_path("include"), numpy.get_include())'
    answer = subprocess.run([PYTHON, '-c', query], check=True, capture_output=True, text=True)
    python_include, numpy_include = answer.stdout.split()
    builder = r'/opt/python/cp\d+-cp\d+'
    for file in (VENV / 'share').rglob('*.cmake'):
        text = file.read_text(errors='surrogateescape')
        new = re.sub(rf'{builder}/lib/[^;"\s]+/numpy/_core/include', numpy_include, text)
        new = re.sub(rf'{builder}/include/python[\d.]+', python_include, new)
        if new != text:
            file.write_text(new, errors='surrogateescape')
