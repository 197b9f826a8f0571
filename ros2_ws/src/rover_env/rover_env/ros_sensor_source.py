"""Collect the samples of one step from topics into a SensorFrame."""

import threading
from collections import deque
from time import monotonic
from typing import Any

import numpy as np
from mars_world.frame import SensorFrame
from mars_world.ros_stamps import to_nanoseconds
from nav_msgs.msg import Odometry
from rclpy.callback_groups import CallbackGroup
from rclpy.node import Node
from rover_interfaces.msg import CollisionState
from sensor_msgs.msg import Imu, LaserScan

from rover_env.collision import CollisionKind, Verdict, verdict_of_step
from rover_env.env_backend import EnvError
from rover_env.error_codes import ErrorCode
from rover_env.ros_qos import NO_LOSS
from rover_env.spec import N_RAYS

POLL_S = 0.1
TOPICS = {
    'scan': LaserScan,
    'imu/data': Imu,
    'ground_truth/odom': Odometry,
    'collision': CollisionState,
}
VERDICTS = 'collision'


class SensorSource:
    """In: scan, imu/data, ground_truth/odom, collision. Keeps them until a step has all of its own.

    group: of the subscriptions; must not be the caller's, who waits for them.
    """

    def __init__(self, node: Node, group: CallbackGroup) -> None:
        self._node = node
        self._arrived = threading.Condition()
        self._samples: dict[str, deque[tuple[int, Any]]] = {
            topic: deque(maxlen=NO_LOSS.depth) for topic in TOPICS
        }
        for topic, kind in TOPICS.items():
            node.create_subscription(
                kind,
                topic,
                lambda message, topic=topic: self._on_sample(topic, message),
                NO_LOSS,
                callback_group=group,
            )

    def forget(self) -> None:
        """Drop all samples; a simulation that was started anew may use their stamps again."""
        with self._arrived:
            for samples in self._samples.values():
                samples.clear()

    def collect(
        self, after_ns: int, until_ns: int, failed: bool, deadline_s: float
    ) -> tuple[SensorFrame, dict[int, Verdict]]:
        """Wait for all samples with after < stamp <= until, and return frame and collisions.

        failed: what the simulation said of its physics. deadline_s: in the time of monotonic().

        Raises:
            EnvError: some have not come in time; the sentence names their topics.
        """
        began_s = monotonic()
        with self._arrived:
            while missing := self._missing(until_ns):
                if not self._node.context.ok():
                    raise EnvError(
                        ErrorCode.SIMULATION_LOST, 'the environment server is being stopped'
                    )
                if monotonic() > deadline_s:
                    raise self._lost(missing, monotonic() - began_s)
                self._arrived.wait(POLL_S)
            window = {topic: self._take(topic, after_ns, until_ns) for topic in TOPICS}
        return to_frame(window, until_ns, failed), to_verdicts(window[VERDICTS])

    def _on_sample(self, topic: str, message: Any) -> None:  # noqa: ANN401
        with self._arrived:
            self._samples[topic].append((to_nanoseconds(message.header.stamp), message))
            self._arrived.notify_all()

    def _missing(self, until_ns: int) -> list[str]:
        """Return the topics whose sample of the step's very end has not come."""
        return [
            topic
            for topic, samples in self._samples.items()
            if not any(stamp_ns == until_ns for stamp_ns, _ in reversed(samples))
        ]

    def _take(self, topic: str, after_ns: int, until_ns: int) -> list[tuple[int, Any]]:
        samples = self._samples[topic]
        taken = [(stamp, message) for stamp, message in samples if after_ns < stamp <= until_ns]
        later = [(stamp, message) for stamp, message in samples if stamp > until_ns]
        samples.clear()
        samples.extend(later)
        return taken

    def _lost(self, missing: list[str], waited_s: float) -> EnvError:
        names = ', '.join(self._node.resolve_topic_name(topic) for topic in missing)
        only_verdicts = missing == [VERDICTS]
        who = 'collision_monitor' if only_verdicts else 'simulation'
        return EnvError(
            ErrorCode.COLLISION_MONITOR_LOST if only_verdicts else ErrorCode.SIMULATION_LOST,
            f'nothing came on {names} within {waited_s:.1f} s; is {who} running?',
        )


def to_frame(window: dict[str, list[tuple[int, Any]]], until_ns: int, failed: bool) -> SensorFrame:
    """Put the messages of one step into a frame of one row.

    Raises:
        EnvError: the scans are not those of the rover's LIDAR.
    """
    odometry, imu = window['ground_truth/odom'], window['imu/data']
    positions = {stamp: _vector(message.pose.pose.position) for stamp, message in odometry}
    scan_stamps = [stamp for stamp, _ in window['scan']]
    scans_m = [np.asarray(scan.ranges, np.float32) for _, scan in window['scan']]
    for scan_m in scans_m:
        if len(scan_m) != N_RAYS:
            raise EnvError(
                ErrorCode.SIMULATION_LOST,
                f'a scan has {len(scan_m)} rays; the observation needs {N_RAYS}',
            )
    _, last = odometry[-1]
    return SensorFrame(
        stamp_s=np.array([1e-9 * until_ns]),
        position_map=np.array([positions[until_ns]]),
        orientation_map=np.array([_quaternion(last.pose.pose.orientation)]),
        velocity_base=np.array([_vector(last.twist.twist.linear)]),
        rate_base=np.array([_vector(last.twist.twist.angular)]),
        scans_m=np.array([scans_m]),
        track_map=np.array([[positions[stamp] for stamp in scan_stamps if stamp in positions]]),
        imu_force_base=np.array([[_vector(message.linear_acceleration) for _, message in imu]]),
        imu_orientation_map=np.array([[_quaternion(message.orientation) for _, message in imu]]),
        touches=((),),
        failed=np.array([failed]),
    )


def to_verdicts(states: list[tuple[int, CollisionState]]) -> dict[int, Verdict]:
    """Return what the collision monitor raised in a step, by row."""
    verdict = verdict_of_step([
        Verdict(CollisionKind(state.kind), state.part, state.object, state.nearest_range)
        for _, state in states
    ])  # fmt: skip
    return {} if verdict is None else {0: verdict}


def _vector(vector: Any) -> list[float]:  # noqa: ANN401
    return [vector.x, vector.y, vector.z]


def _quaternion(quaternion: Any) -> list[float]:  # noqa: ANN401
    return [quaternion.x, quaternion.y, quaternion.z, quaternion.w]
