"""Read a world file and say in one sentence, with the line, what is wrong with a bad one."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mars_world.random_world_file import RandomWorldFile
from mars_world.world_file import WorldFile

MAX_FILE_BYTES = 1_000_000

Location = tuple[str | int, ...]


class WorldError(ValueError):
    """A world that cannot be built; the message is one sentence for the person who wrote it."""


def read_world_file(path: Path) -> WorldFile | RandomWorldFile:
    """Parse and validate one file, a family of worlds if it has a generator; raises WorldError."""
    text = _read_text(path)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = dict(_lines(root)) if root is not None else {}
        fields = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise WorldError(_syntax_sentence(path, error)) from error
    except _UnfitError as error:
        raise WorldError(f'{path} line {error.line}: {error.reason}') from error
    except RecursionError:
        raise WorldError(f'{path} is nested too deeply; worlds/mars.yaml shows the form') from None
    if not isinstance(fields, dict):
        raise WorldError(f'{path} must hold fields such as "name: mars"; worlds/mars.yaml shows')
    try:
        if 'generator' in fields:
            return RandomWorldFile.model_validate(fields)
        return WorldFile.model_validate(fields)
    except ValidationError as error:
        raise WorldError(_validation_sentence(path, error, lines)) from error


def _read_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise WorldError(f'{path} has {size} bytes; a world file may have {MAX_FILE_BYTES}')
        return path.read_text(encoding='utf-8')
    except OSError as error:
        raise WorldError(f'cannot read the world file {path}: {error.strerror}') from error
    except UnicodeDecodeError as error:
        raise WorldError(f'{path} is not UTF-8 text; save it as UTF-8') from error


class _UnfitError(Exception):
    """Legal YAML that a world file may not use."""

    def __init__(self, node: yaml.Node, reason: str) -> None:
        super().__init__(reason)
        self.line = node.start_mark.line + 1
        self.reason = reason


def _lines(root: yaml.Node) -> Iterator[tuple[Location, int]]:
    """Yield the line of every field, and refuse what safe_load would quietly accept."""
    seen: set[int] = set()
    todo: list[tuple[Location, yaml.Node, int]] = [((), root, root.start_mark.line + 1)]
    while todo:
        location, node, line = todo.pop()
        # A node met twice is an alias; nested aliases can describe more data than fits in memory.
        if id(node) in seen:
            raise _UnfitError(node, 'anchors and aliases are not allowed; write out the value')
        seen.add(id(node))
        yield location, line
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                name = str(key.value)
                if name in keys:
                    raise _UnfitError(key, f'{name} is given twice; keep one')
                keys.add(name)
                todo.append(((*location, name), value, key.start_mark.line + 1))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                todo.append(((*location, index), value, value.start_mark.line + 1))


def _syntax_sentence(path: Path, error: yaml.YAMLError) -> str:
    problem = getattr(error, 'problem', None) or str(error).splitlines()[0]
    mark = getattr(error, 'problem_mark', None)
    where = f' line {mark.line + 1}, column {mark.column + 1}' if mark else ''
    return f'{path}{where}: not valid YAML, {problem}; check indentation, quotes and brackets'


def _validation_sentence(path: Path, error: ValidationError, lines: dict[Location, int]) -> str:
    details = error.errors(include_url=False)
    first = min(details, key=lambda item: _line_of(item, lines))
    more = f' (and {len(details) - 1} more)' if len(details) > 1 else ''
    return f'{path} line {_line_of(first, lines)}: {_complaint(first)}{more}'


def _line_of(detail: ErrorDetails, lines: dict[Location, int]) -> int:
    location = _written_location(detail)
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 1)


def _written_location(detail: ErrorDetails) -> Location:
    """Drop the tag of a union, which is in pydantic's location but not in the file."""
    place = detail['loc']
    if len(place) > 2 and place[0] == 'objects':
        return (*place[:2], *place[3:])
    return place


def _complaint(detail: ErrorDetails) -> str:
    """Name field, value and what it needs."""
    field = ''.join(
        f'[{part}]' if isinstance(part, int) else f'.{part}' for part in _written_location(detail)
    ).lstrip('.')
    kind, value = detail['type'], detail['input']
    if kind == 'missing':
        return f'{field} is missing; add it'
    if kind == 'extra_forbidden':
        return f'{field} is not a field of a world file; remove it or correct its name'
    if kind == 'value_error':
        reason = str(detail['ctx']['error'])
        return f'{field}: {reason}' if field else reason
    need = detail['msg'].removeprefix('Input should be ').removeprefix('Value error, ')
    return f'{field} is {_shown(value)}; needs to be {need}'


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + '...'
