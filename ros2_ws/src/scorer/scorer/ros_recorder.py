"""Records trials from the graph: every sample, exactly once, with its simulated time."""

import threading
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from time import monotonic

from mars_world.ros_stamps import to_nanoseconds
from mars_world.world import WorldFile, build_world
from rclpy.node import Node
from rclpy.serialization import serialize_message
from rover_description import urdf_xml
from rover_env.ros_polled_topic import PolledTopic
from rover_env.ros_qos import LATCHED, NO_LOSS
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

LAST_SAMPLES_S = 2.0  # of wall time that the last samples may take after the result
POLL_S = 0.01


class RosRecorder:
    """In: the topics of SAMPLED. Writes a replay and a log of each trial into a folder.

    ``on_step`` is to be called with every step_report. A disk that does not take the files is told
    and costs no trial.
    """

    def __init__(self, node: Node, folder: str) -> None:
        self._node = node
        self._folder = Path(folder)
        self._lock = threading.Lock()
        self._order: MessageOrder | None = None
        self._recording: Recording | None = None
        self._latched: dict[str, bytes] = {}
        kinds = {topic.name: topic.kind for topic in SAMPLED} | MADE
        self._types = {topic: message_type(kind) for topic, kind in kinds.items()}
        self._samples = [
            PolledTopic(
                node,
                message_class(topic.kind),
                topic.name,
                partial(self._on_sample, topic),
                LATCHED if topic.latched else NO_LOSS,
                raw=True,
            )
            for topic in SAMPLED
        ]

    def begin(self) -> None:
        """Record the episode that begins next."""
        sent = [t.name for t in SAMPLED if not t.latched and self._node.count_publishers(t.name)]
        with self._lock:
            self._drop()
            self._collect()
            self._order = MessageOrder([*sent, STEPS])

    def on_step(self, report: StepReport) -> None:
        """Take in a step, and all samples that have come until now."""
        with self._lock:
            if self._order is None:
                return
            try:
                self._add_step(self._order, report)
            except OSError as error:
                self._give_up(error)

    def end(self, trial: Trial, world_file: str) -> tuple[str, str]:
        """Complete the recording of a trial; returns replay and log, empty where there are none."""
        self._wait_for_samples(trial.episode.stamp_ns)
        made = {RESULT: serialize_message(to_episode_result(trial.episode)), **scenery(world_file)}
        with self._lock:
            recording = self._recording
            if recording is None or recording.episode_id != trial.episode.episode_id:
                self._drop()
                return '', ''
            try:
                recording.finish(
                    trial.episode.stamp_ns, {**self._latched, **made}, to_record(trial), world_file
                )
            except OSError as error:
                self._give_up(error)
                return '', ''
            self._order = self._recording = None
            return str(recording.replay), str(recording.log)

    def discard(self) -> None:
        """Drop the recording under way, if there is one."""
        with self._lock:
            self._drop()

    def _wait_for_samples(self, until_ns: int) -> None:
        """Return when all samples of the trial have come, or will not come any more."""
        deadline_s, pause = monotonic() + LAST_SAMPLES_S, threading.Event()
        while monotonic() < deadline_s:
            with self._lock:
                self._collect()
                if self._order is None or self._order.complete_until_ns >= until_ns:
                    return
            pause.wait(POLL_S)

    def _add_step(self, order: MessageOrder, report: StepReport) -> None:
        self._collect()
        stamp_ns = to_nanoseconds(report.header.stamp)
        order.add(STEPS, stamp_ns, serialize_message(report))
        if report.step == 0 and self._recording is None:
            self._recording = Recording(
                self._folder, report.episode_id, stamp_ns, order, self._types
            )
        if self._recording is not None:
            self._recording.add_step(to_step_values(report, self._recording.start_ns))

    def _collect(self) -> None:
        """Take in the samples that have come; outside of trials they are dropped."""
        for samples in self._samples:
            samples.deliver()

    def _on_sample(self, topic: ReplayTopic, message: bytes) -> None:
        stamp_ns = topic.stamp_ns(message)
        if topic.latched:
            self._latched[topic.name] = message
        elif self._order is not None and stamp_ns is not None:
            self._order.add(topic.name, stamp_ns, message)

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
def scenery(world_file: str) -> Mapping[str, bytes]:
    """What stands still: the description of the rover, and the world as markers."""
    world = build_world(WorldFile.model_validate_json(world_file))
    return {
        'robot_description': serialize_message(String(data=urdf_xml())),
        'world_markers': serialize_message(to_markers(world)),
    }
