"""`ros2 run`: run a package specific executable."""

import os
import shlex
import signal
import subprocess
from argparse import REMAINDER, ArgumentParser, Namespace
from contextlib import suppress

from ros2_lite.fastdds import set_fastdds_profile
from ros2_lite.packages import PackageMissingError, executable_path, executables
from ros2_lite.verbs import Result


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command line of `ros2 run`."""
    parser.add_argument('--prefix', help='Prefix command, which should go before the executable')
    parser.add_argument('package_name', help='Name of the ROS package')
    parser.add_argument('executable_name', help='Name of the executable')
    parser.add_argument('argv', nargs=REMAINDER, help='Pass arbitrary arguments to the executable')
    parser.set_defaults(run=_run)


def _run(args: Namespace) -> Result:
    try:
        names = [os.path.basename(path) for path in executables(args.package_name)]
    except PackageMissingError:
        return f"Package '{args.package_name}' not found"
    if args.executable_name not in names:
        return 'No executable found'
    set_fastdds_profile(os.environ)
    path = executable_path(args.package_name, args.executable_name)
    process = subprocess.Popen([*shlex.split(args.prefix or ''), path, *args.argv])
    # It gets Ctrl-C from the terminal as we do; what is meant for us alone is passed on.
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while process.returncode is None:
        with suppress(KeyboardInterrupt):
            process.wait()
    if process.returncode < 0:
        print('[ros2run]:', signal.strsignal(-process.returncode))
    elif process.returncode > 0:
        print('[ros2run]:', f'Process exited with failure {process.returncode}')
    return process.returncode
