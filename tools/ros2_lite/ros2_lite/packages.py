"""Installed packages, as the ament index knows them."""

import os
from collections.abc import Iterator
from pathlib import Path

from ament_index_python.packages import (
    PackageNotFoundError,
    get_package_prefix,
    get_packages_with_prefixes,
)


class PackageMissingError(RuntimeError):
    """No package of that name below AMENT_PREFIX_PATH."""


def package_names() -> list[str]:
    """Return the names of all packages, sorted."""
    try:
        return sorted(get_packages_with_prefixes())
    except OSError as error:
        raise RuntimeError(str(error)) from error


def package_prefix(package: str) -> str:
    """Return the folder that holds lib/ and share/ of the package."""
    try:
        return str(get_package_prefix(package))
    except (PackageNotFoundError, ValueError) as error:
        raise PackageMissingError(str(error.args[0])) from error
    except OSError as error:
        raise RuntimeError(str(error)) from error


def package_share(package: str) -> str:
    """Return the folder of the package's data files."""
    return str(Path(package_prefix(package), 'share', package))


def executables(package: str) -> list[str]:
    """Return the paths of the executables that `ros2 run` can start, sorted."""
    return sorted(_executables(Path(package_prefix(package), 'lib', package)))


def executable_path(package: str, name: str) -> str:
    """Return the path of one executable. Raises RuntimeError where there is none, or several."""
    found = [path for path in executables(package) if os.path.basename(path) == name]
    if not found:
        folder = Path(package_prefix(package), 'lib', package)
        raise RuntimeError(f"executable '{name}' not found on the libexec directory '{folder}'")
    if len(found) > 1:
        raise RuntimeError('\n- '.join(['Multiple executables found:', *found]))
    return found[0]


def share_file(package: str, name: str) -> Path:
    """Return the one file of that name in the package's share folder."""
    share = package_share(package)
    found = sorted(Path(folder, name) for folder, _, files in os.walk(share) if name in files)
    if not found:
        raise RuntimeError(
            f"file '{name}' was not found in the share directory of package '{package}' "
            f"which is at '{share}'"
        )
    if len(found) > 1:
        paths = ', '.join(f"'{path}'" for path in found)
        raise RuntimeError(
            f"file '{name}' was found more than once in the share directory of package "
            f"'{package}': [{paths}]"
        )
    return found[0]


def _executables(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith('.')]
        for name in files:
            path = os.path.join(parent, name)
            if os.access(path, os.X_OK):
                yield path
