"""ROS messages as YAML, and YAML as ROS messages."""

import array
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import yaml
from rosidl_parser.definition import AbstractNestedType, NamespacedType

from ros2_lite.interfaces import load_type

Message = Any
"""An instance of a generated message class."""


@dataclass(frozen=True)
class Style:
    """How much of a message is shown."""

    truncate_length: int | None = None
    """Longest text and array that is shown whole; None for no limit."""
    no_arr: bool = False
    no_str: bool = False
    flow_style: bool = False


WHOLE = Style()


def to_yaml(message: Message, style: Style = WHOLE) -> str:
    """Return the message as YAML, its fields in their order."""
    return yaml.dump(
        _plain(message, style),
        allow_unicode=True,
        width=sys.maxsize,
        default_flow_style=style.flow_style,
        sort_keys=False,
    )


def fill(message: Message, values: object) -> list[Callable[[object], None]]:
    """Set the fields named in `values`, what was read from YAML.

    Returns:
        What to call with the time of sending: the setters of the fields given as `now` (Time)
        or `auto` (Header).

    Raises:
        AttributeError, TypeError, ValueError, AssertionError: a field or a value does not fit.
    """
    if not isinstance(values, Mapping):
        raise TypeError(
            f"Value '{values}' is expected to be a dictionary but is a {type(values).__name__}"
        )
    stamps: list[Callable[[object], None]] = []
    types = dict(zip(message.get_fields_and_field_types(), message.SLOT_TYPES, strict=True))
    for name, value in values.items():
        field = getattr(message, name)
        class_name = f'{type(field).__module__}.{type(field).__name__}'
        if (class_name, value) == ('std_msgs.msg._header.Header', 'auto'):
            stamps.append(partial(setattr, field, 'stamp'))
        elif (class_name, value) == ('builtin_interfaces.msg._time.Time', 'now'):
            stamps.append(partial(setattr, message, name))
        elif hasattr(field, 'SLOT_TYPES'):
            stamps += fill(field, value)
        else:
            setattr(message, name, _converted(field, value, types[name], stamps))
    return stamps


def _converted(
    field: object,
    value: Any,  # noqa: ANN401
    slot_type: object,
    stamps: list[Callable[[object], None]],
) -> object:
    """Return `value` as the type of a field that holds `field` now."""
    if isinstance(field, array.array):
        return array.array(field.typecode, value)
    if isinstance(field, np.ndarray):
        return np.array(value, dtype=field.dtype)
    if isinstance(slot_type, AbstractNestedType) and isinstance(
        slot_type.value_type, NamespacedType
    ):
        item_type = load_type('/'.join(slot_type.value_type.namespaced_name()), 'msg')
        items = [item_type() for _ in value]
        for item, item_values in zip(items, value, strict=True):
            stamps += fill(item, item_values)
        return items
    if isinstance(field, bytes) and isinstance(value, int):
        return bytes([value])
    return value if type(value) is type(field) else type(field)(value)  # type: ignore[call-arg]


def _plain(value: Any, style: Style, slot_type: Any = None) -> object:  # noqa: ANN401
    """Return the value in types that YAML knows."""
    if hasattr(value, 'SLOT_TYPES'):
        names = value.get_fields_and_field_types()
        fields = zip(names, value.SLOT_TYPES, strict=True)
        return {name: _plain(getattr(value, name), style, type_) for name, type_ in fields}
    if isinstance(value, bytes):
        return _short(''.join(map(chr, value)), style)
    if isinstance(value, str):
        return f'<string length: <{len(value)}>>' if style.no_str else _short(value, style)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple | array.array | np.ndarray):
        if style.no_arr and slot_type is not None:
            return _array_summary(value, slot_type)
        shown = value[: style.truncate_length]
        rest = ['...'] if len(shown) < len(value) else []
        return [_plain(item, style) for item in shown] + rest
    return value


def _short(text: str, style: Style) -> str:
    shown = text[: style.truncate_length]
    return shown + '...' if len(shown) < len(text) else shown


def _array_summary(value: Any, slot_type: Any) -> str:  # noqa: ANN401
    item = slot_type.value_type
    named = hasattr(item, 'namespaced_name')
    name = '/'.join(item.namespaced_name()) if named else getattr(item, 'typename', 'string')
    if hasattr(slot_type, 'size'):
        return f'<array type: {name}[{slot_type.size}]>'
    bound = f'[{slot_type.maximum_size}]' if hasattr(slot_type, 'maximum_size') else ''
    return f'<sequence type: {name}{bound}, length: {len(value)}>'
