"""The command line: finds the command, runs it, turns its result into an exit code."""

import os
import signal
import sys
from argparse import ArgumentParser
from importlib import import_module

from ros2_lite.unsupported import unsupported_words
from ros2_lite.verbs import Result, add_choices

COMMANDS = {
    'action': 'Various action related sub-commands',
    'interface': 'Show information about ROS interfaces',
    'launch': 'Run a launch file',
    'node': 'Various node related sub-commands',
    'param': 'Various param related sub-commands',
    'pkg': 'Various package related sub-commands',
    'run': 'Run a package specific executable',
    'service': 'Various service related sub-commands',
    'topic': 'Various topic related sub-commands',
}
NOT_SUPPORTED_EXIT_CODE = 2


def main(argv: list[str]) -> int:
    """Run `ros2 ARGV` and return its exit code."""
    missing = unsupported_words(argv)
    if missing:
        print(
            f'{missing}: not supported here; install ros2cli (part of every ROS 2 installation) '
            'and source it',
            file=sys.stderr,
        )
        return NOT_SUPPORTED_EXIT_CODE
    args = _parser(argv).parse_args(argv)
    try:
        result: Result = args.run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return int(signal.SIGINT)
    except BrokenPipeError:
        # The reader of our output has gone, as in `ros2 topic list | head -1`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except RuntimeError as error:
        result = str(error)
    if isinstance(result, str):
        print(result, file=sys.stderr)
        return 1
    return result or 0


def _parser(argv: list[str]) -> ArgumentParser:
    """Only the command that runs is imported: rclpy alone would cost 0.2 s."""
    parser = ArgumentParser(
        prog='ros2', description='ros2 is an extensible command-line tool for ROS 2.'
    )
    choose = add_choices(parser, COMMANDS)
    for name, summary in COMMANDS.items():
        command_parser = choose.add_parser(name, description=summary)
        if name in argv[:1]:
            import_module(f'ros2_lite.commands.{name}').add_arguments(command_parser)
    return parser
