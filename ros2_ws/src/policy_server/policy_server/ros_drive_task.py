"""Where to drive, as parameters: for a rover that no simulation tells its world."""

from math import inf
from typing import Any

from rcl_interfaces.msg import ParameterDescriptor
from rclpy.node import Node
from rclpy.parameter import Parameter
from rover_env.task import Task

NOWHERE = (0.0, 0.0, 0.0)


def declare_task(node: Node) -> Task | None:
    """Declare drive.checkpoint and what goes with it; None when drive.checkpoint is not set.

    Raises:
        ValueError: a parameter cannot be; the sentence names it.
    """
    numbers = Parameter.Type.DOUBLE_ARRAY
    checkpoint = _declare(node, 'checkpoint', numbers, '[m] x, y in map; not set: ask world/info')
    rails = _declare(node, 'rails', numbers, '[m] x_min, x_max, y_min, y_max to stay in, in map')
    radius = _declare(node, 'radius', 0.5, '[m] how near to the checkpoint is there')
    power_supply = _declare(node, 'power_supply', 2000, '[steps] after which the rover stands')
    if checkpoint is None:
        return None
    if len(checkpoint) != 2:
        raise ValueError(f'drive.checkpoint is {list(checkpoint)}; needs x and y [m, map frame]')
    if rails is None or len(rails) != 4 or rails[0] >= rails[1] or rails[2] >= rails[3]:
        shown = None if rails is None else list(rails)
        raise ValueError(
            f'drive.rails is {shown}; needs x_min < x_max and y_min < y_max [m, map frame]'
        )
    return Task(
        world='',
        start=NOWHERE,
        checkpoint=(checkpoint[0], checkpoint[1]),
        radius_m=radius,
        finish=(-inf, inf, -inf, inf),
        rails=tuple(rails),
        margin_m=0.0,
        waypoints=(),
        power_supply=power_supply,
        gravity_mps2=0.0,
    )


def _declare(node: Node, name: str, default: object, description: str) -> Any:  # noqa: ANN401
    descriptor = ParameterDescriptor(description=description, read_only=True)
    return node.declare_parameter(f'drive.{name}', default, descriptor).value
