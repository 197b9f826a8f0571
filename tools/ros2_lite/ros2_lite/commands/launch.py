"""`ros2 launch`: run a launch file."""

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from ros2_lite.fastdds import set_fastdds_profile
from ros2_lite.launch.description import ProcessSpec
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.keeper import keep
from ros2_lite.launch.launch_arguments import parse_launch_arguments
from ros2_lite.launch.log import LaunchLog, new_log_folder
from ros2_lite.launch.reader import Reader, require_xml
from ros2_lite.launch.scope import Scope
from ros2_lite.launch.show import show_arguments, show_description
from ros2_lite.launch.supervisor import Supervisor
from ros2_lite.packages import PackageMissingError, package_prefix, share_file
from ros2_lite.verbs import Result


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command line of `ros2 launch`."""
    show = parser.add_mutually_exclusive_group()
    show.add_argument(
        '-p',
        '--print',
        '--print-description',
        action='store_true',
        help='Print the launch description to the console without launching it.',
    )
    show.add_argument(
        '-s',
        '--show-args',
        '--show-arguments',
        action='store_true',
        help='Show arguments that may be given to the launch file.',
    )
    parser.add_argument(
        'package_name', help='Name of the ROS package which contains the launch file, or a path'
    )
    parser.add_argument('launch_file_name', nargs='?', help='Name of the launch file')
    parser.add_argument(
        'launch_arguments',
        nargs='*',
        help="Arguments to the launch file; '<name>:=<value>' (for duplicates, last one wins)",
    )
    parser.set_defaults(run=_launch)


def _launch(args: Namespace) -> Result:
    file, words = _file_and_arguments(args)
    try:
        require_xml(file)
        if args.show_args:
            print(show_arguments(file))
            return 0
        if args.print:
            print(show_description(file))
            return 0
        with TemporaryDirectory(prefix='ros2_launch_', ignore_cleanup_errors=True) as folder:
            specs = _read(file, words, Path(folder))
            return keep(lambda: _supervise(specs, folder))
    except LaunchError as error:
        print(f'[ERROR] [launch]: {error}', file=sys.stderr)
        return 1


def _supervise(specs: list[ProcessSpec], folder: str) -> int:
    try:
        return Supervisor(specs, LaunchLog(new_log_folder())).run()
    finally:
        # The keeper removes it too, but may have been killed.
        shutil.rmtree(folder, ignore_errors=True)


def _file_and_arguments(args: Namespace) -> tuple[Path, list[str]]:
    """Tell PACKAGE FILE from PATH: a path is what is no package and does exist."""
    path = Path(args.package_name).absolute()
    if args.launch_file_name is None:
        if not path.exists():
            raise RuntimeError('No launch file supplied')
        return path, []
    try:
        package_prefix(args.package_name)
    except PackageMissingError as error:
        if path.exists():
            return path, [args.launch_file_name, *args.launch_arguments]
        raise RuntimeError(f"Package '{args.package_name}' not found: {error}") from error
    return share_file(args.package_name, args.launch_file_name), args.launch_arguments


def _read(file: Path, words: list[str], folder: Path) -> list[ProcessSpec]:
    arguments = parse_launch_arguments(words)
    reader = Reader(folder)
    environment = dict(os.environ)
    set_fastdds_profile(environment)
    reader.read(Scope(file, dict(arguments), environment))
    for name in arguments.keys() - reader.declared:
        print(f"[WARNING] [launch]: no launch file that was read has an argument '{name}'")
    return reader.processes
