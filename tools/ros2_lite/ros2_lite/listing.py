"""What `list` has in common for all that is on the graph: its options and its output."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from ros2_lite.graph import add_graph_arguments, is_hidden

NamesAndTypes = Sequence[tuple[str, list[str]]]


def add_list_arguments(parser: ArgumentParser, noun: str) -> None:
    """Declare the options for a list of what has types; see print_list."""
    add_graph_arguments(parser)
    parser.add_argument(
        '-t', '--show-types', action='store_true', help=f'Additionally show the {noun} type'
    )
    add_count_argument(parser, noun)


def add_count_argument(parser: ArgumentParser, noun: str) -> None:
    """Declare the option that sets `count`."""
    parser.add_argument(
        '-c',
        f'--count-{noun}s',
        dest='count',
        action='store_true',
        help=f'Only display the number of {noun}s discovered',
    )


def add_hidden_argument(parser: ArgumentParser, noun: str) -> None:
    """Declare the option that sets `include_hidden`; see visible."""
    parser.add_argument(
        f'--include-hidden-{noun}s',
        dest='include_hidden',
        action='store_true',
        help=f'Consider hidden {noun}s as well',
    )


def visible(args: Namespace, found: NamesAndTypes) -> NamesAndTypes:
    """Return those that are to be listed."""
    return [(name, types) for name, types in found if args.include_hidden or not is_hidden(name)]


def print_list(args: Namespace, found: NamesAndTypes) -> None:
    """Print how many there are, or their names, with their types on request."""
    if args.count:
        print(len(found))
        return
    for name, types in found:
        print(f'{name} [{", ".join(types)}]' if args.show_types else name)
