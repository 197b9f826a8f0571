"""Ask the simulation where to drive."""

import json
from collections.abc import Callable

from rclpy.node import Node
from rover_env.ros_world_info import WorldInfoClient
from rover_env.task import Task
from rover_interfaces.srv import WorldInfo


class TaskClient:
    """Client of world/info; hands the task of the simulated world to ``on_task``."""

    def __init__(self, node: Node, on_task: Callable[[Task], None]) -> None:
        """Ask nothing yet; there need not be a simulation."""
        self._node = node
        self._on_task = on_task
        self._client = WorldInfoClient(node, self._on_info)

    def ask(self) -> None:
        """Ask if there is a simulation and no answer is due; to be called until a task came."""
        self._client.ask()

    def _on_info(self, info: WorldInfo.Response) -> None:
        if info.success:
            self._on_task(Task.from_world_file(json.loads(info.world_file)))
        else:
            self._node.get_logger().error(f'world/info: {info.message}')
