"""`ros2 interface`: list and show."""

import re
import sys
from argparse import ArgumentParser, Namespace

from ros2_lite.interfaces import interface_file, interface_names
from ros2_lite.verbs import Result, Verb, add_verbs

_KINDS = {'msg': 'Messages', 'srv': 'Services', 'action': 'Actions'}
_TYPE = re.compile(r'(?P<type>[A-Za-z][\w/]*)(<=\d+)?(\[[<=\d]*\])?\s+[A-Za-z]\w*\s*(?P<rest>\S?)')
_PRIMITIVE = re.compile(r'bool|byte|char|w?string|float(32|64)|u?int(8|16|32|64)')


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs of `ros2 interface`."""
    add_verbs(
        parser,
        {
            'list': Verb('List all interface types available', _list_arguments, _list),
            'show': Verb('Output the interface definition', _show_arguments, _show),
        },
    )


def _list_arguments(parser: ArgumentParser) -> None:
    for flag, kind in (('m', 'msg'), ('s', 'srv'), ('a', 'action')):
        parser.add_argument(
            f'-{flag}',
            f'--only-{kind}s',
            dest='kinds',
            action='append_const',
            const=kind,
            help=f'Print out only the {_KINDS[kind].lower().removesuffix("s")} types',
        )


def _list(args: Namespace) -> Result:
    for kind in args.kinds or _KINDS:
        print(f'{_KINDS[kind]}:')
        for name in interface_names(kind):
            print(f'    {name}')
    return 0


def _show_arguments(parser: ArgumentParser) -> None:
    comments = parser.add_mutually_exclusive_group()
    comments.add_argument(
        '--all-comments',
        action='store_true',
        help='Show all comments, including for nested interface definitions',
    )
    comments.add_argument(
        '--no-comments', action='store_true', help='Show no comments or whitespace'
    )
    parser.add_argument(
        'type',
        help="Show an interface definition (e.g. 'std_msgs/msg/String'); '-' reads it from stdin",
    )


def _show(args: Namespace) -> Result:
    name = sys.stdin.readline().strip() if args.type == '-' else args.type
    _print_definition(name, not args.no_comments, args.all_comments, indent='')
    return 0


def _print_definition(name: str, comments: bool, nested_comments: bool, indent: str) -> None:
    """Print the lines of a definition, below each field the definition of its type."""
    package = name.split('/')[0]
    for line in interface_file(name).read_text().splitlines():
        code = _without_comment(line)
        shown = line.rstrip() if comments else code.strip()
        if shown or comments:
            print(f'{indent}{shown}' if shown else '')
        nested = _nested_type(code, package)
        if nested:
            _print_definition(nested, nested_comments, nested_comments, indent + '\t')


def _without_comment(line: str) -> str:
    """Cut a comment off; a # within the quotes of a constant or default is none."""
    match = re.match(r"""((?:[^#"']|"[^"]*"|'[^']*')*)""", line)
    return match.group(1) if match else line


def _nested_type(code: str, package: str) -> str | None:
    """Return the full name of the message type of a field, None for all other lines."""
    match = _TYPE.match(code.strip())
    # What has = behind its name is a constant, and constants are primitive.
    if match is None or match['rest'] == '=' or _PRIMITIVE.fullmatch(match['type']):
        return None
    parts = match['type'].split('/')
    if len(parts) == 1:
        parts.insert(0, 'std_msgs' if parts[0] == 'Header' else package)
    return f'{parts[0]}/msg/{parts[-1]}'
