"""The newest message of a fast topic, decoded only when somebody looks."""

from typing import Any

from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.serialization import deserialize_message

NEWEST = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)
"""Never makes a publisher wait, however slow the viewer is."""


class LatestMessage:
    """Keeps one undecoded message: a simulation may publish thousands per second of wall time."""

    def __init__(self, node: Node, message_type: type, topic: str) -> None:
        self._type = message_type
        self._serialized: bytes | None = None
        node.create_subscription(message_type, topic, self._on_message, NEWEST, raw=True)

    def take(self) -> Any:  # noqa: ANN401  the message type is known only at run time
        """Return a message once; None when no new one has come."""
        serialized, self._serialized = self._serialized, None
        return None if serialized is None else deserialize_message(serialized, self._type)

    def _on_message(self, serialized: bytes) -> None:
        self._serialized = serialized
