"""See what a rover does in training, while a live page is open."""

from mars_world.ros_stamps import to_seconds
from rclpy.node import Node
from rover_env.ros_polled_topic import PolledTopic
from rover_env.ros_qos import LATEST, NO_LOSS
from rover_interfaces.msg import CollisionState, StepReport
from sensor_msgs.msg import LaserScan

from rover_web import ros_records
from rover_web.records import Rover
from rover_web.state import LiveState


class TrainingWatch:
    """In: training/step_report, training/scan and training/collision, only while somebody looks.

    A trainer that nobody listens to does not publish them.
    """

    def __init__(self, node: Node, state: LiveState) -> None:
        self._node = node
        self._state = state
        self._topics: list[PolledTopic] = []

    def look(self) -> None:
        """Take in what has come; nothing is received while nobody looks."""
        if self._state.watched != bool(self._topics):
            self._begin() if self._state.watched else self._end()
        for topic in self._topics:
            topic.deliver()

    def _begin(self) -> None:
        node = self._node
        self._topics = [
            PolledTopic(node, StepReport, 'training/step_report', self._on_step, NO_LOSS),
            PolledTopic(node, LaserScan, 'training/scan', self._on_scan, LATEST),
            PolledTopic(node, CollisionState, 'training/collision', self._on_collision, NO_LOSS),
        ]

    def _end(self) -> None:
        for topic in self._topics:
            topic.close()
        self._topics = []

    def _on_step(self, message: StepReport) -> None:
        stamp_s = to_seconds(message.header.stamp)
        self._state.feed_step(stamp_s, ros_records.to_step(message), Rover.TRAINING)

    def _on_scan(self, message: LaserScan) -> None:
        self._state.feed_scan(ros_records.to_scan(message), Rover.TRAINING)

    def _on_collision(self, message: CollisionState) -> None:
        self._state.feed_training_collision(*ros_records.to_collision(message))
