"""The parameters of the web node."""

from dataclasses import dataclass
from typing import Self

from mars_world.ros_parameters import declare
from rclpy.node import Node


@dataclass(frozen=True)
class WebParams:
    """Fixed while the node runs; names and meaning as on the graph."""

    host: str
    port: int
    store: str
    runs: str
    workers: int
    push_rate: float
    camera_rate: float

    @classmethod
    def declared_by(cls, node: Node) -> Self:
        """Declare all parameters on a node and return their values."""
        return cls(
            host=declare(node, 'host', '127.0.0.1', 'address to serve on; 0.0.0.0: all networks'),
            port=declare(
                node,
                'port',
                8080,
                'TCP port to serve on; 0 takes a free one and logs it',
                (0, 65535),
            ),
            store=declare(node, 'store', '', "the scorer's leaderboard, SQLite file or URL"),
            runs=declare(node, 'runs', 'runs', 'folder of training runs'),
            workers=declare(
                node,
                'workers',
                1,
                '[processes] that drive submissions; 0: another machine runs `leaderboard work`',
                (0, 64),
            ),
            push_rate=declare(node, 'push_rate', 5.0, '[Hz] messages to a viewer', (0.2, 20.0)),
            camera_rate=declare(
                node, 'camera_rate', 5.0, '[Hz] most pictures of each live camera', (0.1, 30.0)
            ),
        )
