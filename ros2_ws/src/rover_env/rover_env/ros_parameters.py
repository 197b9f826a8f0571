"""Declare a node's parameters with what a user needs to know about each."""

from typing import Any

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.node import Node


def declare(
    node: Node,
    name: str,
    default: str | bool | int | float,
    description: str,
    limits: tuple[float, float] | None = None,
) -> Any:  # noqa: ANN401
    """Declare a parameter that is fixed while the node runs, and return its value.

    description: begins with the unit in brackets, where there is one.
    """
    descriptor = ParameterDescriptor(description=description, read_only=True)
    if limits and isinstance(default, int):
        low, high = (int(limit) for limit in limits)
        descriptor.integer_range = [IntegerRange(from_value=low, to_value=high, step=1)]
    elif limits:
        low, high = (float(limit) for limit in limits)
        descriptor.floating_point_range = [FloatingPointRange(from_value=low, to_value=high)]
    return node.declare_parameter(name, default, descriptor).value


def declare_one_of(node: Node, name: str, choices: tuple[str, ...], description: str) -> str:
    """Declare a parameter with a few possible values, the first being the default.

    Raises:
        ValueError: it is set to anything else.
    """
    value = declare(node, name, choices[0], f'{description}: {" or ".join(choices)}')
    if value not in choices:
        raise ValueError(f'parameter {name} is {value!r}; needs one of {", ".join(choices)}')
    return str(value)
