"""Declare a node's parameters with what a user needs to know about each."""

from mars_world.ros_parameters import declare
from rclpy.node import Node

__all__ = ['declare', 'declare_one_of']


def declare_one_of(node: Node, name: str, choices: tuple[str, ...], description: str) -> str:
    """Declare a parameter with a few possible values, the first being the default.

    Raises:
        ValueError: it is set to anything else.
    """
    value = declare(node, name, choices[0], f'{description}: {" or ".join(choices)}')
    if value not in choices:
        raise ValueError(f'parameter {name} is {value!r}; needs one of {", ".join(choices)}')
    return str(value)
