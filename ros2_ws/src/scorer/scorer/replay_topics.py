"""Which topics a replay keeps, and where their messages carry their stamps."""

import struct
from dataclasses import dataclass
from typing import NamedTuple

_CDR_HEADER = 4  # bytes before the fields of a serialized message
_STAMP = {0: struct.Struct('>iI'), 1: struct.Struct('<iI')}  # by the second byte: the endianness


class MessageType(NamedTuple):
    """A type of messages: its name, and its definition with those of all types in it."""

    name: str
    definition: str


@dataclass(frozen=True)
class ReplayTopic:
    """A topic of samples. stamp_at: bytes of fields before the stamp; latched: sent once."""

    name: str
    kind: str
    stamp_at: int = 0
    latched: bool = False

    def stamp_ns(self, message: bytes) -> int | None:
        """Return the simulated time of a serialized message; None when it carries none."""
        start = _CDR_HEADER + self.stamp_at
        if len(message) < start + 8:
            return None
        seconds, nanoseconds = _STAMP[message[1] & 1].unpack_from(message, start)
        return int(seconds) * 1_000_000_000 + int(nanoseconds)


SAMPLED = (
    ReplayTopic('ground_truth/odom', 'nav_msgs/msg/Odometry'),
    ReplayTopic('imu/data', 'sensor_msgs/msg/Imu'),
    ReplayTopic('scan', 'sensor_msgs/msg/LaserScan'),
    ReplayTopic('joint_states', 'sensor_msgs/msg/JointState'),
    ReplayTopic('collision', 'rover_interfaces/msg/CollisionState'),
    # A list of transforms begins with its length; all of one message have the same stamp.
    ReplayTopic('tf', 'tf2_msgs/msg/TFMessage', stamp_at=4),
    ReplayTopic('tf_static', 'tf2_msgs/msg/TFMessage', latched=True),
)
STEPS = 'step_report'
RESULT = 'episode_result'
MADE = {  # topics that the scorer fills itself, with their types
    STEPS: 'rover_interfaces/msg/StepReport',
    RESULT: 'rover_interfaces/msg/EpisodeResult',
    'robot_description': 'std_msgs/msg/String',
    'world_markers': 'visualization_msgs/msg/MarkerArray',
}
