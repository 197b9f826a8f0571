"""Records a trial of this process: the same files as of a trial on the graph."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from mars_world.ros_samples import SamplePublisher
from mars_world.samples import Samples
from rclpy.logging import get_logger
from rclpy.serialization import serialize_message
from rover_description import load_rover
from rover_env.ros_env_messages import to_step_report

from scorer.in_process_trial import InProcessEnvironment
from scorer.message_order import MessageOrder
from scorer.recording import Recording
from scorer.replay_topics import MADE, RESULT, SAMPLED, STEPS, MessageType
from scorer.ros_definitions import message_type
from scorer.ros_messages import to_episode_result, to_step_values
from scorer.ros_recorder import scenery
from scorer.trial import Trial
from scorer.trial_loop import Observation
from scorer.trial_record import to_record

TOPICS = {topic.name: topic for topic in SAMPLED}


class TrialRecorder:
    """Writes a replay and a log of every trial into a folder; there is no topic ``collision``.

    ``on_step`` is for the trial loop, ``end`` follows it. A disk that does not take the files is
    told and costs no trial.
    """

    def __init__(self, environment: InProcessEnvironment, folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._latched: dict[str, bytes] = {}
        self._order = MessageOrder([STEPS])
        self._recording: Recording | None = None
        self._physics = environment.simulated.physics
        self._samples = SamplePublisher(
            _Tap(self._on_message),
            load_rover(),
            self._physics.joint_names,
            self._physics.rates.sample_s,
        )

    def on_step(self, step: int, observation: Observation) -> None:
        """Take in the reset or the step that the environment has just made."""
        try:
            if step == 0:
                self._begin()
            if self._recording is not None:
                self._add_step(self._recording)
        except OSError as error:
            self._give_up(error)

    def end(self, trial: Trial) -> Trial:
        """Complete the recording of the trial and return the trial with its files."""
        recording, self._recording = self._recording, None
        if recording is None:
            return trial
        try:
            return self._finish(recording, trial)
        except OSError as error:
            self._give_up(error)
            return trial

    def _finish(self, recording: Recording, trial: Trial) -> Trial:
        world_file = self._physics.worlds[0].file.model_dump_json()
        made = {RESULT: serialize_message(to_episode_result(trial.episode)), **scenery(world_file)}
        end_ns = _end_ns(self._physics.samples)
        kept = replace(trial, replay=str(recording.replay), log=str(recording.log))
        recording.finish(end_ns, {**self._latched, **made}, to_record(kept), world_file)
        return kept

    def _begin(self) -> None:
        if self._recording is not None:
            self._recording.discard()
            self._recording = None
        self._samples.restart()
        self._order = MessageOrder([STEPS])
        self._recording = Recording(
            self._folder, self._environment.episode_id, 0, self._order, _types()
        )

    def _add_step(self, recording: Recording) -> None:
        samples = self._physics.samples
        self._samples.publish(samples, origin_ns=0)
        report = self._report(samples)
        self._order.add(STEPS, _end_ns(samples), serialize_message(report))
        recording.add_step(to_step_values(report, begin_ns=0))

    def _give_up(self, error: OSError) -> None:
        get_logger('replay').error(
            f'this trial has no replay: {self._folder} cannot be written: {error}'
        )
        if self._recording is not None:
            self._recording.discard()
            self._recording = None

    def _report(self, samples: Samples) -> Any:  # noqa: ANN401
        newest, reward, terms = self._environment.newest, 0.0, {}
        if newest is not None:
            reward = float(newest.rewards[0])
            terms = {name: float(values[0]) for name, values in newest.reward_terms.items()}
        return to_step_report(
            self._environment.simulated.episodes,
            _end_ns(samples),
            self._environment.episode_id,
            self._environment.action,
            reward,
            terms,
        )

    def _on_message(self, topic: str, message: Any) -> None:  # noqa: ANN401
        if topic not in TOPICS:
            return
        content = serialize_message(message)
        if TOPICS[topic].latched:
            self._latched[topic] = content
        else:
            self._order.add(topic, TOPICS[topic].stamp_ns(content), content)


class _Tap:
    """Stands in for the node of a publisher, and hands over what it publishes."""

    def __init__(self, on_message: Callable[[str, Any], None]) -> None:
        self._on_message = on_message

    def create_publisher(self, kind: type, topic: str, qos: object) -> '_TapPublisher':
        """Make a publisher that publishes to nobody else."""
        return _TapPublisher(topic, self._on_message)

    def get_logger(self) -> Any:  # noqa: ANN401
        """Return a logger for what the publishers complain of."""
        return get_logger('replay')


class _TapPublisher:
    def __init__(self, topic: str, on_message: Callable[[str, Any], None]) -> None:
        self._topic = topic
        self._on_message = on_message

    def publish(self, message: Any) -> None:  # noqa: ANN401
        """Hand over a message."""
        self._on_message(self._topic, message)


def _end_ns(samples: Samples) -> int:
    return round(1e9 * float(samples.stamps_s[0, -1]))


@lru_cache(maxsize=1)
def _types() -> dict[str, MessageType]:
    kinds = {topic.name: topic.kind for topic in SAMPLED} | MADE
    return {topic: message_type(kind) for topic, kind in kinds.items()}
