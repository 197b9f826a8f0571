"""Ask the simulation about its world, again if the answer gets lost with it."""

from collections.abc import Callable
from time import monotonic

from rclpy.node import Node
from rclpy.task import Future
from rover_interfaces.srv import WorldInfo

# Wall time: an answer that takes longer is taken as lost with the simulation that owed it.
PATIENCE_S = 5.0


class WorldInfoClient:
    """Client of world/info that never waits; hands each answer to ``on_info``."""

    def __init__(self, node: Node, on_info: Callable[[WorldInfo.Response], None]) -> None:
        """Ask nothing yet; there need not be a simulation."""
        self._on_info = on_info
        self._client = node.create_client(WorldInfo, 'world/info')
        self._pending: Future | None = None
        self._asked_s = 0.0

    @property
    def is_offered(self) -> bool:
        """Whether there is a simulation."""
        return bool(self._client.service_is_ready())

    def ask(self) -> None:
        """Ask if there is a simulation and no answer is due; to be called now and then."""
        if self._pending is not None and monotonic() - self._asked_s >= PATIENCE_S:
            self._client.remove_pending_request(self._pending)
            self._pending = None
        if self._pending is None and self.is_offered:
            self._asked_s = monotonic()
            self._pending = self._client.call_async(WorldInfo.Request())
            self._pending.add_done_callback(self._on_answer)

    def _on_answer(self, answered: Future) -> None:
        if answered is self._pending:
            self._pending = None
            self._on_info(answered.result())
