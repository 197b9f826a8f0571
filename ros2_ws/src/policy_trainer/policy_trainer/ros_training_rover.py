"""Publish what one rover does in training, while somebody listens."""

import array
from collections import deque

from mars_world.ros_samples import empty_scan
from mars_world.ros_stamps import to_stamp
from rclpy.node import Node
from rover_description import load_rover
from rover_env.driven_step import DrivenStep
from rover_env.ros_env_messages import to_collision_state, to_step_report
from rover_env.ros_qos import LATEST, NO_LOSS
from rover_interfaces.msg import CollisionState, StepReport
from sensor_msgs.msg import LaserScan

from policy_trainer.spectator import Spectator

PERIOD_S = 0.2
IDLE_PERIOD_S = 1.0
"""Between two looks whether somebody listens."""
MAX_WAITING = 20
"""Steps between two publications; when more were noted, the oldest are left out."""


class TrainingRover:
    """Out, five times a second: training/step_report, training/collision and training/scan.

    Stamps are the simulated time since the episode of the rover began.

    spectator: has to see each step of the training.
    """

    def __init__(self, node: Node) -> None:
        self.spectator = Spectator(self._note)
        self._steps: deque[StepReport] = deque(maxlen=MAX_WAITING)
        self._collisions: deque[CollisionState] = deque(maxlen=MAX_WAITING)
        self._sweeps: deque[tuple[int, bytes]] = deque(maxlen=1)
        self._scan = empty_scan(load_rover())
        self._step_pub = node.create_publisher(StepReport, 'training/step_report', NO_LOSS)
        self._collision_pub = node.create_publisher(CollisionState, 'training/collision', NO_LOSS)
        self._scan_pub = node.create_publisher(LaserScan, 'training/scan', LATEST)
        self._timer = node.create_timer(IDLE_PERIOD_S, self._on_due)

    def _note(self, driven: DrivenStep, rover: int, episode_id: str) -> None:
        """Keep a step for the next publication; called in the thread that trains."""
        stamp_ns = round(1e9 * driven.episodes.tracker.duration_s[rover])
        result = driven.result
        terms = {name: float(values[rover]) for name, values in result.reward_terms.items()}
        report = to_step_report(
            driven.episodes,
            stamp_ns,
            episode_id,
            int(driven.actions[rover]),
            float(result.rewards[rover]),
            terms,
            rover,
        )
        self._steps.append(report)
        self._sweeps.append((stamp_ns, driven.frame.scan_m[rover].tobytes()))
        if rover in driven.verdicts:
            self._collisions.append(to_collision_state(driven.verdicts[rover], stamp_ns))

    def _on_due(self) -> None:
        publishers = (self._step_pub, self._collision_pub, self._scan_pub)
        is_heard = any(publisher.get_subscription_count() for publisher in publishers)
        self.spectator.watched = is_heard
        self._timer.timer_period_ns = round(1e9 * (PERIOD_S if is_heard else IDLE_PERIOD_S))
        while self._steps:
            self._step_pub.publish(self._steps.popleft())
        while self._collisions:
            self._collision_pub.publish(self._collisions.popleft())
        while self._sweeps:
            stamp_ns, ranges = self._sweeps.popleft()
            self._scan.header.stamp = to_stamp(stamp_ns)
            self._scan.ranges = array.array('f', ranges)
            self._scan_pub.publish(self._scan)
