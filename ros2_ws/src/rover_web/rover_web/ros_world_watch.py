"""Ask the simulation which world it simulates, now and whenever it comes back."""

import threading
from collections.abc import Callable

from mars_world.world import World, build_world
from mars_world.world_file import WorldFile
from pydantic import ValidationError
from rclpy.node import Node
from rover_env.ros_world_info import WorldInfoClient
from rover_interfaces.srv import WorldInfo


class WorldWatch:
    """Client of world/info; hands each world to ``on_world``, from a thread of its own.

    The world is rebuilt from the file in the answer, so a simulation on another machine with a
    world of its own is shown too.
    """

    def __init__(self, node: Node, on_world: Callable[[World], None]) -> None:
        """Ask nothing yet; there need not be a simulation."""
        self._node = node
        self._on_world = on_world
        self._client = WorldInfoClient(node, self._on_info)
        self._answered = False
        self._shown = ''

    def look(self) -> None:
        """Ask if there is a simulation that has not answered yet; to be called now and then."""
        if not self._client.is_offered:
            self._answered = False
        elif not self._answered:
            self._client.ask()

    def _on_info(self, info: WorldInfo.Response) -> None:
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
