"""Ask the simulation which world it simulates, now and whenever it comes back."""

import threading
import time
from collections.abc import Callable

from mars_world.world import World, build_world
from mars_world.world_file import WorldFile
from pydantic import ValidationError
from rclpy.node import Node
from rclpy.task import Future
from rover_interfaces.srv import WorldInfo

# An answer that takes longer is taken as lost with the simulation that owed it.
PATIENCE_S = 5.0


class WorldWatch:
    """Client of world/info; hands each world to ``on_world``, from a thread of its own.

    The world is rebuilt from the file in the answer, so a simulation on another machine with a
    world of its own is shown too.
    """

    def __init__(self, node: Node, on_world: Callable[[World], None]) -> None:
        """Ask nothing yet; there need not be a simulation."""
        self._node = node
        self._on_world = on_world
        self._client = node.create_client(WorldInfo, 'world/info')
        self._pending: Future | None = None
        self._asked_s = 0.0
        self._answered = False
        self._shown = ''

    def look(self) -> None:
        """Ask if there is a simulation that has not answered yet; to be called now and then."""
        if not self._client.service_is_ready():
            self._answered = False
        elif self._pending is not None:
            if time.monotonic() - self._asked_s >= PATIENCE_S:
                self._client.remove_pending_request(self._pending)
                self._pending = None
        elif not self._answered:
            self._asked_s = time.monotonic()
            self._pending = self._client.call_async(WorldInfo.Request())
            self._pending.add_done_callback(self._on_answer)

    def _on_answer(self, future: Future) -> None:
        if future is not self._pending:
            return
        self._pending = None
        info: WorldInfo.Response = future.result()
        self._answered = info.success
        if info.success and info.world_checksum != self._shown:
            self._shown = info.world_checksum
            threading.Thread(target=self._show, args=(info,), name='draw world').start()

    def _show(self, info: WorldInfo.Response) -> None:
        try:
            world = build_world(WorldFile.model_validate_json(info.world_file))
        except ValidationError as error:
            self._node.get_logger().warning(
                f'world {info.world} cannot be shown, its file has {error.error_count()} faults; '
                'the simulation and the web node must come from the same release'
            )
            return
        if world.checksum != info.world_checksum:
            self._node.get_logger().warning(
                f'world {info.world} is drawn as this machine builds it, which differs from the '
                'simulation; both must come from the same release'
            )
        self._on_world(world)
