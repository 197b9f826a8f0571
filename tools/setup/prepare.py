"""Make this machine ready to run Jezero, or find within milliseconds that it is.

`./ros2` and `./test` run this first, with the system's Python and nothing but the standard library:
a virtual environment with pinned wheels, ROS 2 among them, and the workspace built into it. Each step
is recorded when it is done, so an interrupted set-up goes on where it stopped, and only packages whose
files changed are built again. Where a ROS 2 installation is sourced, its own colcon and ROS packages are
used, and the virtual environment holds only what is missing there.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / '.venv'
SOURCES = ROOT / 'ros2_ws' / 'src'
STATE = VENV / 'jezero_setup.json'
LOG = VENV / 'log' / 'setup.log'
HERE = Path(__file__).resolve().parent

TORCH = '2.13.0'
PYTHONS = ((3, 11), (3, 12), (3, 13))
DISK_NEEDED = 5e9  # bytes; the environment takes 2 GB with the CPU build of torch, 7 GB with CUDA
SOURCED = shutil.which('ros2') is not None and 'ROS_DISTRO' in os.environ


class SetupError(Exception):
    """Something this machine lacks; the message names it and the remedy."""


def main() -> int:
    """Prepare; returns the exit status."""
    folder = os.open(ROOT, os.O_RDONLY)  # locked until this process ends
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say('another set-up of this folder is running; waiting for it')
            fcntl.flock(folder, fcntl.LOCK_EX)
        prepare(State.load())
    except SetupError as error:
        say(f'error: {error}')
        return 1
    except KeyboardInterrupt:
        say('interrupted; the next start goes on from here')
        return 130
    return 0


def prepare(state: 'State') -> None:
    """Bring environment and workspace up to date with the files of the checkout."""
    wanted = environment_fingerprint()
    if state.environment != wanted:
        check_machine()
        state.forget()
        install_environment()
        state.environment = wanted
        state.save()
    build_workspace(state)


def say(text: str) -> None:
    """Tell the user; standard output stays the command's own."""
    print(f'[jezero] {text}', file=sys.stderr, flush=True)


class State:
    """What has been done, in a file inside the environment so that both vanish together."""

    def __init__(self, environment: str, packages: 'dict[str, str]') -> None:
        self.environment = environment
        self.packages = packages

    @classmethod
    def load(cls) -> 'State':
        """Read the record; a missing or damaged one means nothing is done."""
        try:
            record = json.loads(STATE.read_text())
            return cls(str(record['environment']), dict(record['packages']))
        except (OSError, ValueError, KeyError, TypeError):
            return cls('', {})

    def forget(self) -> None:
        """Before the environment changes: a crash in between must not leave it called ready."""
        self.environment, self.packages = '', {}
        STATE.unlink(missing_ok=True)

    def save(self) -> None:
        """Write the record whole or not at all."""
        draft = STATE.with_suffix('.new')
        draft.write_text(json.dumps(vars(self), indent=1, sort_keys=True))
        draft.replace(STATE)


# What this machine must have


def check_machine() -> None:
    """Refuse early, with the remedy, what would fail late with a riddle."""
    if not SOURCED and (sys.platform != 'linux' or platform.machine() != 'x86_64'):
        raise SetupError(
            f'ROS 2 wheels exist for Linux x86_64 only, this is {sys.platform} '
            f'{platform.machine()}: install ROS 2 Kilted from its distribution, '
            'source its setup.bash and start again'
        )
    version = f'{sys.version_info[0]}.{sys.version_info[1]}'
    if sys.version_info[:2] not in PYTHONS:
        raise SetupError(
            f'Python {platform.python_version()} ({sys.executable}) is not one of 3.11, 3.12, 3.13: '
            'install one (sudo apt-get install python3 python3-venv python3-dev) and name it: '
            'JEZERO_PYTHON=python3.12 ./ros2'
        )
    missing = [tool for tool in ('g++', 'make', 'cmake') if not shutil.which(tool)]
    if not (Path(sysconfig.get_path('include')) / 'Python.h').exists():
        missing.append(f'python{version}-dev')
    try:
        import ensurepip  # noqa: F401, PLC0415  (Debian ships it apart from Python)
    except ImportError:
        missing.append(f'python{version}-venv')
    if missing:
        names = ' '.join(missing)
        raise SetupError(f'missing on this machine: {names}: sudo apt-get install {names}')
    free = shutil.disk_usage(ROOT).free
    if free < DISK_NEEDED and not (VENV / 'lib').exists():
        raise SetupError(
            f'{free / 1e9:.1f} GB free on the disk of {ROOT}, set-up needs {DISK_NEEDED / 1e9:.0f} GB: '
            'make room, or clone to another disk'
        )


# The environment


def environment_fingerprint() -> str:
    """Change whenever the virtual environment would have to be another one."""
    digest = hashlib.sha256()
    for file in (*locks(), Path(__file__)):
        digest.update(file.read_bytes())
    digest.update(f'{sys.version_info[:2]} {SOURCED} {VENV}'.encode())  # venvs cannot move
    return digest.hexdigest()


def locks() -> 'list[Path]':
    """Name the lock files of this machine."""
    return [HERE / 'python.lock'] if SOURCED else [HERE / 'ros.lock', HERE / 'python.lock']


def install_environment() -> None:
    """Create the virtual environment and install every locked wheel into it."""
    start = time.monotonic()
    say(f'setting up {VENV} (about 2 GB, some minutes); log: {LOG}')
    if not fits_this_python():
        shutil.rmtree(VENV, ignore_errors=True)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_bytes(b'')
    say(f'[1/4] virtual environment with Python {platform.python_version()}')
    site = ['--system-site-packages'] if SOURCED else []
    run([sys.executable, '-m', 'venv', *site, str(VENV)])
    say('[2/4] wheels')
    with locked_requirements() as requirements:
        pip('--require-hashes', '--no-deps', *(f'--requirement={file}' for file in requirements))
    say('[3/4] torch')
    install_torch()
    if not SOURCED:
        point_cmake_files_here()
    say(f'environment ready after {time.monotonic() - start:.0f} s')


def fits_this_python() -> bool:
    """Tell whether the environment there runs, with the Python that runs this."""
    query = [str(VENV / 'bin' / 'python'), '-c', 'import sys, pip; print(sys.version)']
    try:
        answer = subprocess.run(query, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.strip() == sys.version


@contextlib.contextmanager
def locked_requirements():
    """Yield the lock files to install from; beside a ROS 2 installation without numpy.

    The message modules of an installation are compiled against its own numpy.
    """
    if not SOURCED:
        yield locks()
        return
    entries = re.split(r'\n(?=\S)', (HERE / 'python.lock').read_text())
    file = VENV / 'python_without_numpy.lock'
    file.write_text('\n'.join(entry for entry in entries if not entry.startswith('numpy==')))
    yield [file]


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
    command = [str(VENV / 'bin' / 'python'), '-m', 'pip', 'install', '--no-input']
    options = ['--disable-pip-version-check', '--progress-bar=off']
    return run([*command, *options, *arguments], must=must, count='Collecting ')


def point_cmake_files_here() -> None:
    """Rewrite the include folders that the ROS wheels carry from the machine that built them.

    Their CMake files name /opt/python/cpXY-cpXY, which exists in the wheel builder's container only.
    """
    query = 'import numpy, sysconfig; print(sysconfig.get_path("include")); print(numpy.get_include())'
    answer = subprocess.run([str(VENV / 'bin' / 'python'), '-c', query], check=True, capture_output=True, text=True)
    python_include, numpy_include = answer.stdout.split()
    for file in (VENV / 'share').rglob('*.cmake'):
        text = file.read_text(errors='surrogateescape')
        builder = r'/opt/python/cp\d+-cp\d+'
        new = re.sub(rf'{builder}/lib/[^;"\s]+/numpy/_core/include', numpy_include, text)
        new = re.sub(rf'{builder}/include/python[\d.]+', python_include, new)
        if new != text:
            file.write_text(new, errors='surrogateescape')


# The workspace


def build_workspace(state: State) -> None:
    """Build the packages whose files changed since they were last built."""
    packages = [manifest.parent for manifest in sorted(SOURCES.glob('*/package.xml'))]
    current = {package.name: package_fingerprint(package) for package in packages}
    changed = [name for name, mark in current.items() if state.packages.get(name) != mark]
    if not changed:
        return
    start = time.monotonic()
    say(f'[4/4] building {", ".join(changed)}')
    for name in changed:
        state.packages.pop(name, None)
    state.save()
    run(colcon_command(changed), env=build_environment(), count='Finished <<<', total=len(changed))
    state.packages = current
    state.save()
    say(f'workspace ready after {time.monotonic() - start:.0f} s')


def package_fingerprint(package: Path) -> str:
    """Hash what a build depends on: the names of all files, time and size of those it copies."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(set(folders) - {'__pycache__', 'test', f'{package.name}.egg-info'})
        for name in sorted(files):
            path = os.path.join(folder, name)
            digest.update(path.encode())
            if not name.endswith('.py') or name == 'setup.py':
                stat = os.stat(path)
                digest.update(f'{stat.st_mtime_ns} {stat.st_size}'.encode())
    return digest.hexdigest()


def colcon_command(packages: 'list[str]') -> 'list[str]':
    """Build into the environment itself, so that nothing needs sourcing; beside ROS 2 as usual."""
    workspace = ROOT / 'ros2_ws'
    if SOURCED:
        colcon, log = 'colcon', workspace / 'log'
        place = [f'--build-base={workspace}/build', f'--install-base={workspace}/install']
    else:
        colcon, log = str(VENV / 'bin' / 'colcon'), VENV / 'log'
        place = ['--merge-install', f'--build-base={VENV}/build', f'--install-base={VENV}']
    return [
        *(colcon, f'--log-base={log}', 'build', f'--base-paths={SOURCES}'),
        *(f'--metas={ROOT}/colcon.meta', '--symlink-install', *place),
        *('--packages-select', *packages),
    ]


def build_environment() -> 'dict[str, str]':
    """Give colcon the ROS packages of the virtual environment."""
    if SOURCED:
        return dict(os.environ)
    venv, path = str(VENV), f'{VENV}/bin{os.pathsep}{os.environ["PATH"]}'
    prefixes = {'AMENT_PREFIX_PATH': venv, 'CMAKE_PREFIX_PATH': venv}
    return dict(os.environ, VIRTUAL_ENV=venv, PATH=path, **prefixes)


# Running commands


def run(
    command: 'list[str]',
    *,
    must: bool = True,
    count: str = '',
    total: int = 0,
    env: 'dict[str, str] | None' = None,
) -> bool:
    """Run a command into the log, counting its lines that hold `count`; returns whether it worked."""
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
            for line in child.stdout:
                log.write(line)
                log.flush()
                if count and count in line:
                    progress.advance(line.split(count, 1)[1].split()[0])
            worked = child.wait() == 0
        finally:
            if child.poll() is None:  # Ctrl-C: pip and colcon got it too, let them end
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


if __name__ == '__main__':
    sys.exit(main())
