"""Records trials from the graph: every sample, exactly once, with its simulated time."""

import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from mars_world.world import WorldFile, build_world
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from rclpy.serialization import deserialize_message, serialize_message
from rover_description import urdf_xml
from rover_interfaces.msg import StepReport
from std_msgs.msg import String

from scorer.message_order import MessageOrder
from scorer.recording import Recording
from scorer.replay_topics import MADE, RESULT, SAMPLED, STEPS, ReplayTopic
from scorer.ros_definitions import message_class, message_type
from scorer.ros_messages import to_episode_result, to_step_values
from scorer.ros_scene import to_markers
from scorer.trial import Trial
from scorer.trial_record import to_record

NO_LOSS = QoSProfile(depth=400)
LATCHED = QoSProfile(depth=10, durability=DurabilityPolicy.TRANSIENT_LOCAL)
LAST_SAMPLES_S = 2.0  # of wall time that the last samples may take after the result


class RosRecorder:
    """In: the topics of SAMPLED. Writes a replay and a log of each trial into a folder.

    A disk that does not take them is told and costs no trial.
    """

    def __init__(self, node: Node, folder: str) -> None:
        self._node = node
        self._folder = Path(folder)
        self._arrived = threading.Condition()
        self._order: MessageOrder | None = None
        self._recording: Recording | None = None
        self._latched: dict[str, bytes] = {}
        kinds = {topic.name: topic.kind for topic in SAMPLED} | MADE
        self._types = {topic: message_type(kind) for topic, kind in kinds.items()}
        for topic in SAMPLED:
            node.create_subscription(
                message_class(topic.kind),
                topic.name,
                lambda message, topic=topic: self._on_message(topic, message),
                LATCHED if topic.latched else NO_LOSS,
                raw=True,
            )

    def begin(self) -> None:
        """Record the episode that begins next."""
        with self._arrived:
            self._drop()
            self._order = MessageOrder(
                [t.name for t in SAMPLED if not t.latched and self._node.count_publishers(t.name)]
            )

    def end(self, trial: Trial, world_file: str) -> tuple[str, str]:
        """Complete the recording of a trial; returns replay and log, empty where there are none."""
        end_ns = trial.episode.stamp_ns
        made = {
            **self._latched,
            RESULT: serialize_message(to_episode_result(trial.episode)),
            **_scenery(world_file),
        }
        with self._arrived:
            self._arrived.wait_for(
                lambda: self._order is None or self._order.complete_until_ns >= end_ns,
                LAST_SAMPLES_S,
            )
            recording = self._recording
            if recording is None or recording.episode_id != trial.episode.episode_id:
                self._drop()
                return '', ''
            try:
                recording.finish(end_ns, made, to_record(trial), world_file)
            except OSError as error:
                self._give_up(error)
                return '', ''
            self._order = self._recording = None
            return str(recording.replay), str(recording.log)

    def discard(self) -> None:
        """Drop the recording under way, if there is one."""
        with self._arrived:
            self._drop()

    def _on_message(self, topic: ReplayTopic, message: bytes) -> None:
        with self._arrived:
            if topic.latched:
                self._latched[topic.name] = message
                return
            stamp_ns = topic.stamp_ns(message)
            if self._order is None or stamp_ns is None:
                return
            self._order.add(topic.name, stamp_ns, message)
            if topic.name == STEPS:
                try:
                    self._on_step(self._order, deserialize_message(message, StepReport), stamp_ns)
                except OSError as error:
                    self._give_up(error)
            self._arrived.notify_all()

    def _on_step(self, order: MessageOrder, report: StepReport, stamp_ns: int) -> None:
        if report.step == 0 and self._recording is None:
            self._recording = Recording(
                self._folder, report.episode_id, stamp_ns, order, self._types
            )
        if self._recording is not None:
            self._recording.add_step(to_step_values(report, self._recording.start_ns))

    def _give_up(self, error: OSError) -> None:
        self._node.get_logger().error(
            f'this trial has no replay: {self._folder} cannot be written: {error}'
        )
        self._drop()

    def _drop(self) -> None:
        if self._recording is not None:
            self._recording.discard()
        self._order = self._recording = None


@lru_cache(maxsize=1)
def _scenery(world_file: str) -> Mapping[str, bytes]:
    """What stands still: the description of the rover, and the world as markers."""
    world = build_world(WorldFile.model_validate_json(world_file))
    return {
        'robot_description': serialize_message(String(data=urdf_xml())),
        'world_markers': serialize_message(to_markers(world)),
    }
