"""Values of attributes, with substitutions replaced and errors that name file and line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from ros2_lite.launch.conditions import is_true
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.scope import Scope
from ros2_lite.launch.substitutions import expand
from ros2_lite.launch.xml_reader import Element

Value = TypeVar('Value')


def text(element: Element, name: str, scope: Scope) -> str:
    """Return the attribute `name`, which must be there, as text."""
    with errors_at(element, name):
        return expand(element.attributes[name], scope)


def optional_text(element: Element, name: str, scope: Scope) -> str | None:
    """Return the attribute `name` as text, or None where it is not given."""
    return text(element, name, scope) if name in element.attributes else None


def converted(
    element: Element, name: str, scope: Scope, convert: Callable[[str], Value], default: Value
) -> Value:
    """Return the attribute `name` as `convert` makes it of the text, or `default`."""
    value = optional_text(element, name, scope)
    if value is None:
        return default
    with errors_at(element, name):
        return convert(value)


def applies(element: Element, scope: Scope) -> bool:
    """Tell whether the conditions `if` and `unless` of an action hold."""
    if {'if', 'unless'} <= element.attributes.keys():
        raise LaunchError.at(element.place, f"<{element.tag}> has both 'if' and 'unless'")
    wanted = converted(element, 'if', scope, is_true, True)
    return wanted and not converted(element, 'unless', scope, is_true, False)


@contextmanager
def errors_at(element: Element, attribute: str) -> Iterator[None]:
    """Add file, line, attribute and what it is made of to what goes wrong inside."""
    try:
        yield
    except (LaunchError, ValueError) as error:
        written = element.attributes.get(attribute, '')
        source = f', {written}' if '$(' in written else ''
        message = f"<{element.tag}> attribute '{attribute}'{source}: {error}"
        raise LaunchError.at(element.place, message) from error
