"""Ask the simulation where to drive, again if the answer gets lost with it."""

import json
from collections.abc import Callable
from time import monotonic

from rclpy.node import Node
from rclpy.task import Future
from rover_env.task import Task
from rover_interfaces.srv import WorldInfo

PATIENCE_S = 5.0
"""Wall time: an answer that takes longer is taken as lost with the simulation that owed it."""


class TaskClient:
    """Client of world/info; hands the task of the simulated world to ``on_task``."""

    def __init__(self, node: Node, on_task: Callable[[Task], None]) -> None:
        """Ask nothing yet; there need not be a simulation."""
        self._node = node
        self._on_task = on_task
        self._client = node.create_client(WorldInfo, 'world/info')
        self._pending: Future | None = None
        self._asked_s = 0.0

    def ask(self) -> None:
        """Ask if there is a simulation and no answer is due; to be called until a task came."""
        if self._pending is not None and monotonic() - self._asked_s >= PATIENCE_S:
            self._client.remove_pending_request(self._pending)
            self._pending = None
        if self._pending is None and self._client.service_is_ready():
            self._asked_s = monotonic()
            self._pending = self._client.call_async(WorldInfo.Request())
            self._pending.add_done_callback(self._on_answer)

    def _on_answer(self, answered: Future) -> None:
        if answered is not self._pending:
            return
        self._pending = None
        info: WorldInfo.Response = answered.result()
        if info.success:
            self._on_task(Task.from_world_file(json.loads(info.world_file)))
        else:
            self._node.get_logger().error(f'world/info: {info.message}')
