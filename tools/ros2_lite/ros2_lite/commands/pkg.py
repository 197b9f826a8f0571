"""`ros2 pkg`: list, prefix and executables."""

import os
from argparse import ArgumentParser, Namespace

from ros2_lite.packages import (
    PackageMissingError,
    executables,
    package_names,
    package_prefix,
    package_share,
)
from ros2_lite.verbs import Result, Verb, add_verbs


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs of `ros2 pkg`."""
    add_verbs(
        parser,
        {
            'executables': Verb(
                'Output a list of package specific executables',
                _executables_arguments,
                _executables,
            ),
            'list': Verb('Output a list of available packages', lambda _: None, _list),
            'prefix': Verb('Output the prefix path of a package', _prefix_arguments, _prefix),
        },
    )


def _list(_: Namespace) -> Result:
    for name in package_names():
        print(name)
    return 0


def _prefix_arguments(parser: ArgumentParser) -> None:
    parser.add_argument('package_name', help='The package name')
    parser.add_argument('--share', action='store_true', help='show share directory for the package')


def _prefix(args: Namespace) -> Result:
    folder = package_share if args.share else package_prefix
    try:
        print(folder(args.package_name))
    except PackageMissingError:
        return 'Package not found'
    return 0


def _executables_arguments(parser: ArgumentParser) -> None:
    parser.add_argument('package_name', nargs='?', help='The package name')
    parser.add_argument(
        '--full-path', action='store_true', help='Show full path of each executable'
    )


def _executables(args: Namespace) -> Result:
    packages = [args.package_name] if args.package_name else package_names()
    for package in packages:
        try:
            paths = executables(package)
        except PackageMissingError:
            return f"Package '{package}' not found"
        for path in paths:
            print(path if args.full_path else f'{package} {os.path.basename(path)}')
    return 0
