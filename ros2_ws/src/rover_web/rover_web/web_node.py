"""Live view, runs, leaderboard and JSON API of a rover in the browser."""

import time
from pathlib import Path

from fastapi import FastAPI
from mars_world.ros_stamps import to_seconds
from mars_world.world import World
from nav_msgs.msg import Odometry
from rclpy.node import Node
from rover_env.ros_polled_topic import PolledTopic
from rover_env.ros_qos import LATCHED, NO_LOSS, NO_LOSS_LATCHED
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
from rover_web.camera.live_cameras import LiveCameras
from rover_web.ros_params import WebParams
from rover_web.ros_rover_watch import NEWEST, RoverWatch
from rover_web.ros_training_watch import TrainingWatch
from rover_web.ros_world_watch import WorldWatch
from rover_web.security import names_served
from rover_web.server import Sources, create_app
from rover_web.server_thread import ServerThread
from rover_web.state import LiveState
from rover_web.world_map import view_world

# Between two looks while nothing drives: in training, each look takes time of the trainer.
IDLE_PERIOD_S = 1.0
LIVELY_S = 3.0  # how long to look often after the last message of a drive


class Web(Node):
    """Shows what happens on the graph.

    In: step_report (StepReport), scan (LaserScan), ground_truth/odom (Odometry), collision
    (CollisionState), episode_result (EpisodeResult), score (TrialScore, latched), training_status
    (TrainingStatus, latched); while a live page is open, training/step_report (StepReport),
    training/scan (LaserScan) and training/collision (CollisionState); joint_states (JointState,
    while somebody looks through a camera); service world/info. Out: HTTP.
    Params: host, port, store, runs, workers, push_rate [Hz], camera_rate [Hz].
    """

    def __init__(self) -> None:
        """Serve at once; raises AddressError when the port cannot be had."""
        self._server: ServerThread | None = None  # rclpy destroys half-made nodes too
        super().__init__('web')
        params = WebParams.declared_by(self)
        self._state = LiveState()
        self._cameras = LiveCameras(params.camera_rate)
        self._server = ServerThread(self._app(params), params.host, params.port)
        self._rover = RoverWatch(self)
        self._training = PolledTopic(
            self, TrainingStatus, 'training_status', self._on_training, LATCHED
        )
        self._training_rover = TrainingWatch(self, self._state)
        self._drive = [
            PolledTopic(self, StepReport, 'step_report', self._on_step, NO_LOSS),
            PolledTopic(self, Odometry, 'ground_truth/odom', self._on_odometry, NEWEST),
            PolledTopic(self, LaserScan, 'scan', self._on_scan, NEWEST),
            PolledTopic(self, CollisionState, 'collision', self._on_collision, NO_LOSS),
            PolledTopic(self, EpisodeResult, 'episode_result', self._on_episode, NO_LOSS),
            PolledTopic(self, TrialScore, 'score', self._on_score, NO_LOSS_LATCHED),
        ]
        self._lively_period_s, self._driven_s = 0.5 / params.push_rate, time.monotonic()
        self._timer = self.create_timer(self._lively_period_s, self._on_timer)
        self._world_watch = WorldWatch(self, self._on_world)
        self._server.start()
        self.get_logger().info(f'live view at {self._server.url}')

    def close(self) -> None:
        """Stop serving; takes up to a second while viewers are connected."""
        if self._server is not None:
            self._server.stop()

    def _app(self, params: WebParams) -> FastAPI:
        sources = Sources(
            state=self._state,
            store=params.store,
            runs=Path(params.runs),
            workers=params.workers,
            names=names_served(params.host),
            push_period_s=1.0 / params.push_rate,
        )
        return create_app(sources, self._cameras)

    def _on_timer(self) -> None:
        self._world_watch.look()
        self._training.deliver()
        self._rover.look(self._cameras.watched)
        before = self._state.revision
        self._training_rover.look()
        for topic in self._drive:
            topic.deliver()
        self._cameras.show(self._rover.moment)
        self._keep_pace(is_driven=self._state.revision != before)

    def _keep_pace(self, *, is_driven: bool) -> None:
        """Look often while something drives, and now and then otherwise."""
        now_s = time.monotonic()
        if is_driven:
            self._driven_s = now_s
        lively = now_s - self._driven_s < LIVELY_S
        period_s = self._lively_period_s if lively else IDLE_PERIOD_S
        self._timer.timer_period_ns = round(1e9 * period_s)

    def _on_world(self, world: World) -> None:
        self._rover.show_world(world)
        self._state.feed_world(view_world(world))

    def _on_odometry(self, message: Odometry) -> None:
        self._rover.show_odometry(message)
        pose = ros_records.to_pose(message)
        if pose is not None:
            self._state.feed_odometry(to_seconds(message.header.stamp), pose)

    def _on_scan(self, message: LaserScan) -> None:
        self._state.feed_scan(ros_records.to_scan(message))

    def _on_step(self, message: StepReport) -> None:
        stamp_s = to_seconds(message.header.stamp)
        self._state.feed_step(stamp_s, ros_records.to_step(message))

    def _on_collision(self, message: CollisionState) -> None:
        self._state.feed_collision(*ros_records.to_collision(message))

    def _on_episode(self, message: EpisodeResult) -> None:
        self._state.feed_episode(ros_records.to_episode(message))

    def _on_score(self, message: TrialScore) -> None:
        self._state.feed_episode(ros_records.to_scored_episode(message))

    def _on_training(self, message: TrainingStatus) -> None:
        self._state.feed_training(ros_records.to_training(message))


def main() -> None:
    """Serve until Ctrl-C; exit with 1 and one sentence when that cannot begin."""
    run('web', Web)


if __name__ == '__main__':
    main()
