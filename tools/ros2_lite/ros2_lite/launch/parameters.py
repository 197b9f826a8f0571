"""Parameters of a node: `<param>` tags become parameter files, as official launch passes them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import yaml

from ros2_lite.launch.attributes import errors_at, optional_text, text
from ros2_lite.launch.conditions import is_true
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.scope import Scope
from ros2_lite.launch.xml_reader import Element

ANY_NODE = '/**'


def parameter_arguments(node: Element, scope: Scope, node_name: str, folder: Path) -> list[str]:
    """Return the `--params-file FILE` arguments of a node, in the order of its `<param>` tags.

    Args:
        node: the `<node>` element.
        scope: what substitutions see.
        node_name: full name of the node, or ANY_NODE where it is not known.
        folder: where files for values given in the launch file are written.
    """
    files = (_parameter_file(param, scope, node_name, folder) for param in node.all('param'))
    return [word for file in files for word in ('--params-file', str(file))]


def typed_value(value: str, type_name: str | None) -> object:
    """Return the value a text stands for; YAML decides where no type is given.

    Raises:
        ValueError: the text does not fit the type, or is nothing a parameter can hold.
    """
    if type_name is None:
        return _guessed(value)
    if type_name in _SCALARS:
        return _SCALARS[type_name](value)
    item = _SCALARS.get(type_name.removeprefix('list_of_'))
    if item is None or not type_name.startswith('list_of_'):
        known = ', '.join([*_SCALARS, *(f'list_of_{name}' for name in _SCALARS)])
        raise ValueError(f"type '{type_name}' is not known; known: {known}")
    items = yaml.safe_load(value)
    if not isinstance(items, list):
        raise ValueError(f"'{value}' is not a list, such as [1, 2]")
    return [item(str(one)) for one in items]


def _number(of: Callable[[str], int | float], what: str) -> Callable[[str], object]:
    def parse(value: str) -> object:
        try:
            return of(value)
        except ValueError:
            raise ValueError(f"'{value}' is not {what}") from None

    return parse


_SCALARS: dict[str, Callable[[str], object]] = {
    'str': str,
    'int': _number(int, 'a whole number, such as 3'),
    'float': _number(float, 'a number, such as 0.5'),
    'bool': is_true,
}


def _guessed(value: str) -> object:
    try:
        guess = yaml.safe_load(value) if value else value
    except yaml.YAMLError:
        return value
    if isinstance(guess, bool | int | float | str):
        return guess
    if isinstance(guess, list) and guess and isinstance(guess[0], bool | int | float | str):
        if all(type(one) is type(guess[0]) for one in guess):
            return guess
        raise ValueError(f"'{value}' mixes types; the items of a list have one type")
    raise ValueError(f'\'{value}\' is no parameter value; add type="str" where it is text')


def _parameter_file(param: Element, scope: Scope, node_name: str, folder: Path) -> Path:
    given = optional_text(param, 'from', scope)
    if given is None:
        content = {node_name: {'ros__parameters': dict(_values(param, scope))}}
        return _write(content, folder)
    if len(param.attributes) > 1 or param.children:
        raise LaunchError.at(param.place, "<param> has 'from' and more; give it alone")
    if not Path(given).is_file():
        raise LaunchError.at(param.place, f"parameter file '{given}' does not exist")
    return Path(given)


def _values(param: Element, scope: Scope) -> Iterator[tuple[str, object]]:
    """Yield the name and the value, or the values below the name, of one `<param>`."""
    if ('value' in param.attributes) == bool(param.children) or 'name' not in param.attributes:
        message = "<param> needs 'from', or 'name' with either 'value' or <param> tags inside"
        raise LaunchError.at(param.place, message)
    name = text(param, 'name', scope)
    if param.children:
        yield name, {key: value for inner in param.children for key, value in _values(inner, scope)}
    else:
        value = text(param, 'value', scope)
        with errors_at(param, 'value'):
            yield name, typed_value(value, optional_text(param, 'type', scope))


def _write(content: object, folder: Path) -> Path:
    with NamedTemporaryFile('w', dir=folder, prefix='launch_params_', delete=False) as file:
        yaml.safe_dump(content, file, default_flow_style=False)
    return Path(file.name)
