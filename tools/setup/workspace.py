"""The packages under ros2_ws/src, built with colcon."""

import hashlib
import os
import time
from pathlib import Path
from typing import Dict, List

from machine import ROOT, SOURCED, VENV, say
from record import Record
from running import run

SOURCES = ROOT / 'ros2_ws' / 'src'
# Standard packages that do not come as wheels; an installation has them.
MISSING = ROOT / 'tools' / 'setup' / 'ros_missing'
PLACES = [SOURCES] if SOURCED else [MISSING, SOURCES]


def build_workspace(record: Record) -> None:
    """Build the packages whose files changed since they were last built."""
    manifests = [file for place in PLACES for file in sorted(place.glob('*/package.xml'))]
    packages = [manifest.parent for manifest in manifests]
    current = {package.name: package_fingerprint(package) for package in packages}
    changed = [name for name, mark in current.items() if record.packages.get(name) != mark]
    if not changed:
        return
    start = time.monotonic()
    say(f'[4/4] building {", ".join(changed)}')
    for name in changed:
        record.packages.pop(name, None)
    record.save()
    run(colcon_command(changed), env=build_environment(), count='Finished <<<', total=len(changed))
    if not SOURCED:
        put_on_path([package.name for package in packages if (package / 'setup.py').exists()])
    record.packages = current
    record.save()
    say(f'workspace ready after {time.monotonic() - start:.0f} s')


def put_on_path(packages: List[str]) -> None:
    """Make the linked packages importable: colcon itself relies on a sourced shell for that."""
    (site,) = (VENV / 'lib').glob('python3.*/site-packages')
    folders = ''.join(f'{VENV}/build/{name}\n' for name in packages)
    (site / 'jezero_workspace.pth').write_text(folders)


def package_fingerprint(package: Path) -> str:
    """Hash what a build depends on: the names of all files, time and size of those it copies."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(package, followlinks=True):
        folders[:] = sorted(set(folders) - {'__pycache__', 'test', f'{package.name}.egg-info'})
        for name in sorted(files):
            path = os.path.join(folder, name)
            digest.update(path.encode())
            if not name.endswith('.py') or name == 'setup.py':
                stat = os.stat(path)
                digest.update(f'{stat.st_mtime_ns} {stat.st_size}'.encode())
    return digest.hexdigest()


def colcon_command(packages: List[str]) -> List[str]:
    """Build into the environment itself, so that nothing needs sourcing; beside ROS 2 as usual."""
    workspace = ROOT / 'ros2_ws'
    if SOURCED:
        colcon, log = 'colcon', workspace / 'log'
        place = [f'--build-base={workspace}/build', f'--install-base={workspace}/install']
    else:
        colcon, log = str(VENV / 'bin' / 'colcon'), VENV / 'log'
        place = ['--merge-install', f'--build-base={VENV}/build', f'--install-base={VENV}']
    return [
        *(colcon, f'--log-base={log}', 'build', '--base-paths', *map(str, PLACES)),
        *(f'--metas={ROOT}/colcon.meta', '--symlink-install', *place),
        *('--packages-select', *packages),
    ]


def build_environment() -> Dict[str, str]:
    """Give colcon the ROS packages of the virtual environment."""
    if SOURCED:
        return dict(os.environ)
    venv, path = str(VENV), f'{VENV}/bin{os.pathsep}{os.environ["PATH"]}'
    prefixes = {'AMENT_PREFIX_PATH': venv, 'CMAKE_PREFIX_PATH': venv}
    return dict(os.environ, VIRTUAL_ENV=venv, PATH=path, **prefixes)
