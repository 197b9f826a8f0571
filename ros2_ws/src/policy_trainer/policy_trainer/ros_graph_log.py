"""Copy the log lines of every node on the graph into the folder of the run being trained."""

import logging
import threading
from pathlib import Path

from mars_world.ros_stamps import to_seconds
from rcl_interfaces.msg import Log
from rclpy.callback_groups import CallbackGroup
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rosgraph_msgs.msg import Clock
from rover_env.ros_polled_topic import PolledTopic

from policy_trainer.json_lines import JsonLinesWriter
from policy_trainer.ros_log import RosLogHandler

LINES = QoSProfile(depth=1000, durability=DurabilityPolicy.TRANSIENT_LOCAL)
NEWEST = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)


class GraphLog:
    """Listens to /rosout, and looks at /clock for the simulated time of a line."""

    def __init__(self, node: Node, group: CallbackGroup) -> None:
        self._own_name = node.get_logger().name
        self._writer: JsonLinesWriter | None = None
        self._lock = threading.Lock()
        self._sim_time_s: float | None = None
        self._clock = PolledTopic(node, Clock, '/clock', self._on_clock, NEWEST)
        node.create_subscription(Log, '/rosout', self._on_line, LINES, callback_group=group)

    def record_to(self, path: Path) -> None:
        """Append all lines from now on to a file, and none to that before."""
        with self._lock:
            if self._writer:
                self._writer.close()
            self._writer = JsonLinesWriter(path)

    def _on_clock(self, clock: Clock) -> None:
        self._sim_time_s = to_seconds(clock.clock)

    def _on_line(self, line: Log) -> None:
        # What this node forwards from the training itself has been written there.
        forwarded = line.name == self._own_name and line.function == RosLogHandler.emit.__name__
        with self._lock:
            if self._writer and not forwarded:
                self._clock.deliver()
                self._writer.write({
                    'time': round(to_seconds(line.stamp), 3),
                    'sim_time': self._sim_time_s,
                    'node': line.name,
                    'level': logging.getLevelName(int(line.level)).lower(),
                    'message': line.msg,
                })  # fmt: skip
