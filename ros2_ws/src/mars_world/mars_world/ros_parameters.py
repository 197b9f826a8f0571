"""Declare a node's parameters with what a user needs to know about each."""

from typing import Any

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.node import Node
from rclpy.parameter import Parameter


def declare(
    node: Node,
    name: str,
    default: str | bool | int | float | Parameter.Type,
    description: str,
    limits: tuple[float, float] | None = None,
    *,
    fixed: bool = True,
) -> Any:  # noqa: ANN401
    """Declare a parameter and return its value; a ``fixed`` one cannot change while the node runs.

    default: a type for a parameter that has none, whose value is None until somebody sets it.
    description: begins with the unit in brackets, where there is one.
    """
    descriptor = ParameterDescriptor(description=description, read_only=fixed)
    if limits and isinstance(default, int):
        low, high = (int(limit) for limit in limits)
        descriptor.integer_range = [IntegerRange(from_value=low, to_value=high, step=1)]
    elif limits:
        low, high = (float(limit) for limit in limits)
        descriptor.floating_point_range = [FloatingPointRange(from_value=low, to_value=high)]
    return node.declare_parameter(name, default, descriptor).value
