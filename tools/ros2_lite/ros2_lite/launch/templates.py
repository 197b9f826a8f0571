r"""The language of attribute values: text with `$(name argument ...)` in it.

An argument with a space, a bracket or a quote in it stands in quotes, `\` takes the meaning from
the next character, and arguments may hold `$(...)` again.
"""

import re
from dataclasses import dataclass

from ros2_lite.launch.errors import LaunchError


@dataclass(frozen=True)
class Call:
    """One `$(name argument ...)`."""

    name: str
    arguments: tuple['Template', ...]


Template = tuple[str | Call, ...]
"""A value in its parts: plain text, and calls to be replaced by their result."""

_NAME = re.compile(r'[A-Za-z][A-Za-z0-9_-]*')


def parse_template(text: str) -> Template:
    """Split `text` into plain text and calls. Raises LaunchError where it is malformed."""
    return _Reader(text).template(end='')


class _Reader:
    """Walks through one attribute value."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def template(self, end: str) -> Template:
        """Read up to one of the characters in `end`, or to the end of the text for none."""
        parts: list[str | Call] = []
        plain = ''
        while self._at < len(self._text) and self._peek() not in end:
            if self._text.startswith('$(', self._at):
                parts += [plain, self._call()]
                plain = ''
            elif end == _UNQUOTED_END and self._peek() in '(\'"':
                raise self._error(f'put an argument with {self._peek()} in it in quotes')
            else:
                plain += self._character()
        parts.append(plain)
        return tuple(part for part in parts if part != '')

    def _call(self) -> Call:
        start = self._at
        name = _NAME.match(self._text, self._at + 2)
        if name is None:
            raise self._error('a name must follow "$("; write "\\$(" for the text itself')
        self._at = name.end()
        arguments = []
        while self._peek() == ' ':
            self._at += 1
            if self._peek() not in (' ', ')'):
                arguments.append(self._argument())
        if self._peek() != ')':
            self._at = start
            raise self._error('")" is missing')
        self._at += 1
        return Call(name.group(), tuple(arguments))

    def _argument(self) -> Template:
        quote = self._peek()
        if quote not in ('"', "'"):
            return self.template(end=_UNQUOTED_END)
        self._at += 1
        argument = self.template(end=quote)
        if self._peek() != quote:
            raise self._error(f'the closing {quote} is missing')
        self._at += 1
        return argument

    def _character(self) -> str:
        if self._peek() == '\\' and self._at + 1 < len(self._text):
            self._at += 1
        self._at += 1
        return self._text[self._at - 1]

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _error(self, message: str) -> LaunchError:
        return LaunchError(f'in "{self._text}" at character {self._at + 1}: {message}')


_UNQUOTED_END = ' )'
