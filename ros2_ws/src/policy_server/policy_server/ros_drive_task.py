"""Where to drive, as parameters: for a rover that no simulation tells its world."""

from collections.abc import Sequence
from math import inf, isfinite

from rclpy.node import Node
from rclpy.parameter import Parameter
from rover_env.ros_parameters import declare
from rover_env.task import Task

NOWHERE = (0.0, 0.0, 0.0)
NUMBERS = Parameter.Type.DOUBLE_ARRAY


def declare_task(node: Node) -> Task | None:
    """Declare drive.checkpoint and what goes with it; None when drive.checkpoint is not set.

    Raises:
        ValueError: a parameter cannot be; the sentence names it.
    """
    checkpoint = declare(
        node, 'drive.checkpoint', NUMBERS, '[m] x, y in map; not set: ask world/info'
    )
    rails = declare(
        node, 'drive.rails', NUMBERS, '[m] x_min, x_max, y_min, y_max to stay in, in map'
    )
    radius_m = declare(
        node, 'drive.radius', 0.5, '[m] how near to the checkpoint is there', (0.01, 100.0)
    )
    power_supply = declare(
        node, 'drive.power_supply', 2000, '[steps] after which the rover stands', (1, 1_000_000)
    )
    if checkpoint is None:
        return None
    if not _are_finite(checkpoint, 2):
        raise ValueError(f'drive.checkpoint is {list(checkpoint)}; needs x and y [m, map frame]')
    if rails is None or not _are_finite(rails, 4) or rails[0] >= rails[1] or rails[2] >= rails[3]:
        shown = None if rails is None else list(rails)
        raise ValueError(
            f'drive.rails is {shown}; needs x_min < x_max and y_min < y_max [m, map frame]'
        )
    return Task(
        world='',
        start=NOWHERE,
        checkpoint=(checkpoint[0], checkpoint[1]),
        radius_m=radius_m,
        finish=(-inf, inf, -inf, inf),
        rails=tuple(rails),
        margin_m=0.0,
        waypoints=(),
        power_supply=power_supply,
        gravity_mps2=0.0,
    )


def _are_finite(numbers: Sequence[float], count: int) -> bool:
    return len(numbers) == count and all(map(isfinite, numbers))
