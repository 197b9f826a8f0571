"""Commands that have verbs, such as `ros2 topic list`."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Result = int | str | None
"""What a command ends with: an exit code, a message for stderr (exit code 1), or success."""


@dataclass(frozen=True)
class Verb:
    """One verb: a line for the help, its arguments, and what it does."""

    summary: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Result]


def add_verbs(parser: ArgumentParser, verbs: Mapping[str, Verb]) -> None:
    """Give `parser` a sub-command for each verb; without one it prints its help."""
    choose = add_choices(parser, {name: verb.summary for name, verb in verbs.items()})
    for name, verb in verbs.items():
        verb_parser = choose.add_parser(name, description=verb.summary)
        verb.add_arguments(verb_parser)
        verb_parser.set_defaults(run=verb.run)


def add_choices(parser: ArgumentParser, summaries: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Add sub-parsers in the layout of the official help; argparse has no public type for them."""
    width = max(len(name) for name in summaries)
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.set_defaults(run=lambda _: parser.print_help())
    return parser.add_subparsers(
        title='Commands',
        description='\n'.join(f'{name:{width}}  {text}' for name, text in summaries.items()),
        metavar=f'Call `{parser.prog} <command> -h` for more detailed usage.',
    )
