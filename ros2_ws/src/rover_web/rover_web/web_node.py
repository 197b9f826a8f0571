"""Live view, leaderboard and JSON API of a rover in the browser."""

from typing import Any

from nav_msgs.msg import Odometry
from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rover_env.ros_run import run
from rover_interfaces.msg import (
    CollisionState,
    EpisodeResult,
    StepReport,
    TrainingStatus,
    TrialScore,
)
from sensor_msgs.msg import LaserScan

from rover_web import ros_records
from rover_web.leaderboard import Leaderboard
from rover_web.ros_polled_topic import PolledTopic
from rover_web.server import create_app
from rover_web.server_thread import ServerThread
from rover_web.state import LiveState
from rover_web.world_client import WorldClient

RELIABLE = QoSProfile(depth=100)
LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
NEWEST = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)
"""Only the newest is of use, and no publisher waits for it to arrive."""


class Web(Node):
    """Shows what happens on the graph.

    In: step_report (StepReport), scan (LaserScan), ground_truth/odom (Odometry), collision
    (CollisionState), episode_result (EpisodeResult), score (TrialScore), training_status
    (TrainingStatus, latched); service world/info. Out: HTTP.
    Params: host, port, store, push_rate [Hz].
    """

    def __init__(self) -> None:
        """Serve at once; raises AddressError when the port cannot be had."""
        self._server: ServerThread | None = None  # rclpy destroys half-made nodes too
        super().__init__('web')
        host = _declare(self, 'host', '127.0.0.1', 'address to serve on; 0.0.0.0: all networks')
        port = _declare(
            self,
            'port',
            8080,
            'TCP port to serve on; 0 takes a free one and logs it',
            integer_range=[IntegerRange(from_value=0, to_value=65535)],
        )
        store = _declare(self, 'store', '', "the scorer's leaderboard, SQLite file or URL")
        push_rate_hz = _declare(
            self,
            'push_rate',
            5.0,
            '[Hz] most messages to a viewer',
            floating_point_range=[FloatingPointRange(from_value=0.2, to_value=20.0)],
        )
        self._state = LiveState()
        app = create_app(self._state, Leaderboard(store), push_period_s=1.0 / push_rate_hz)
        self._server = ServerThread(app, host, port)
        self._topics = [
            PolledTopic(self, TrainingStatus, 'training_status', self._on_training, LATCHED),
            PolledTopic(self, StepReport, 'step_report', self._on_step, RELIABLE),
            PolledTopic(self, Odometry, 'ground_truth/odom', self._on_odometry, NEWEST),
            PolledTopic(self, LaserScan, 'scan', self._on_scan, NEWEST),
            PolledTopic(self, CollisionState, 'collision', self._on_collision, RELIABLE),
            PolledTopic(self, EpisodeResult, 'episode_result', self._on_episode, RELIABLE),
            PolledTopic(self, TrialScore, 'score', self._on_score, RELIABLE),
        ]
        self.create_timer(0.5 / push_rate_hz, self._on_timer)
        self._world_client = WorldClient(self, self._state.feed_world)
        self._server.start()
        self.get_logger().info(f'live view at {self._server.url}')

    def destroy_node(self) -> None:
        """Stop serving; takes up to a second while viewers are connected."""
        if self._server is not None:
            self._server.stop()
        super().destroy_node()

    def _on_timer(self) -> None:
        for topic in self._topics:
            topic.deliver()

    def _on_odometry(self, message: Odometry) -> None:
        pose = ros_records.to_pose(message)
        if pose is not None:
            self._state.feed_odometry(ros_records.seconds(message.header.stamp), pose)

    def _on_scan(self, message: LaserScan) -> None:
        self._state.feed_scan(ros_records.to_scan(message))

    def _on_step(self, message: StepReport) -> None:
        stamp_s = ros_records.seconds(message.header.stamp)
        self._state.feed_step(stamp_s, ros_records.to_step(message))

    def _on_collision(self, message: CollisionState) -> None:
        kind = ros_records.COLLISION_KINDS.get(message.kind, f'kind {message.kind}')
        self._state.feed_collision(kind, message.part, message.object, message.nearest_range)

    def _on_episode(self, message: EpisodeResult) -> None:
        self._state.feed_episode(ros_records.to_episode(message))

    def _on_score(self, message: TrialScore) -> None:
        self._state.feed_episode(ros_records.to_scored_episode(message))

    def _on_training(self, message: TrainingStatus) -> None:
        self._state.feed_training(ros_records.to_training(message))


def _declare(
    node: Node,
    name: str,
    default: str | int | float,
    description: str,
    **limits: list[IntegerRange] | list[FloatingPointRange],
) -> Any:  # noqa: ANN401  a parameter's type is that of its default
    descriptor = ParameterDescriptor(description=description, read_only=True, **limits)
    return node.declare_parameter(name, default, descriptor).value


def main() -> None:
    """Serve until Ctrl-C; exit with 1 and one sentence when that cannot begin."""
    run('web', Web)


if __name__ == '__main__':
    main()
