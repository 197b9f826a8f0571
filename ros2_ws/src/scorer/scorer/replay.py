"""Read a replay back as numbers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from mars_world.rover_pose import RecordedDrive
from mars_world.world import World, WorldFile, build_world
from mcap.exceptions import McapError
from mcap.reader import McapReader, make_reader
from mcap.well_known import MessageEncoding
from mcap_ros2.decoder import DecoderFactory
from numpy.typing import NDArray

from scorer.replay_file import MAX_BYTES, TRIAL, WORLD
from scorer.replay_topics import STEPS

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

_SLACK_BYTES = 2 * 2**20  # a chunk and what follows may go beyond the limit of the writer
_TRUTH, _JOINTS, _SCAN, _STEPS = '/ground_truth/odom', '/joint_states', '/scan', f'/{STEPS}'


class ReplayError(RuntimeError):
    """A file that is no replay; one sentence with its name."""


@dataclass(frozen=True)
class Replay:
    """A trial as it was driven.

    trial: what was driven and what came of it, see ``trial_record``. world_file: JSON.
    drive: the rover at k moments, 0 s being the start. scans_m: (k, n_rays) then, +inf where there
    was nothing; ray i points to first_ray_rad + i * ray_step_rad, counter-clockwise from ahead.
    steps: the reports of all steps by the names of StepReport, (n_steps + 1,) each, the first of
    the start; ``time`` is in seconds; outcomes are an array of strings. reward_terms: by name,
    (n_steps + 1,) each, nan where a step had no such term.
    """

    trial: Mapping[str, Any]
    world_file: str
    drive: RecordedDrive
    scans_m: Float32
    first_ray_rad: float
    ray_step_rad: float
    steps: Mapping[str, NDArray[Any]]
    reward_terms: Mapping[str, Float64]

    def world(self) -> World:
        """Build the world that was driven in."""
        return build_world(WorldFile.model_validate_json(self.world_file))


def read_replay(path: Path | str) -> Replay:
    """Read a replay that the scorer wrote; raises ReplayError."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES + _SLACK_BYTES:
            raise ReplayError(f'{path} is larger than a replay can be ({MAX_BYTES} bytes)')
        with path.open('rb') as file:
            return _read(make_reader(file))
    except OSError as error:
        raise ReplayError(f'{path} cannot be read: {error.strerror or error}') from None
    except (McapError, LookupError, ValueError, EOFError):
        raise ReplayError(
            f'{path} is not the replay of a trial, or is cut off; give an MCAP file of the scorer'
        ) from None


def _read(reader: McapReader) -> Replay:
    files = {entry.name: entry.data.decode() for entry in reader.iter_attachments()}
    trial = json.loads(files[TRIAL])
    messages = _messages(reader)
    steps = messages[_STEPS]
    begin_ns = min(steps)
    moments = sorted(set(messages[_TRUTH]) & set(messages[_JOINTS]) & set(messages[_SCAN]))
    scans = [messages[_SCAN][stamp]() for stamp in moments]
    reports = {stamp: report() for stamp, report in steps.items()}
    return Replay(
        trial=trial,
        world_file=files[WORLD],
        drive=_drive(moments, begin_ns, messages),
        scans_m=np.array([scan.ranges for scan in scans], np.float32),
        first_ray_rad=float(scans[0].angle_min),
        ray_step_rad=float(scans[0].angle_increment),
        steps=_step_columns(reports, begin_ns),
        reward_terms=_reward_terms(list(reports.values())),
    )


def _messages(reader: McapReader) -> dict[str, dict[int, Callable[[], Any]]]:
    """Return what decodes each message, by topic and stamp, in the order of the stamps."""
    decoders = DecoderFactory()
    found: dict[str, dict[int, Callable[[], Any]]] = {
        topic: {} for topic in (_TRUTH, _JOINTS, _SCAN, _STEPS)
    }
    for schema, channel, message in reader.iter_messages(list(found)):
        decode = decoders.decoder_for(MessageEncoding.CDR, schema)
        if decode is None:
            raise ValueError(f'{channel.topic} is not in the encoding of ROS 2')
        found[channel.topic][message.log_time] = partial(decode, message.data)
    return found


def _drive(
    moments: list[int], begin_ns: int, messages: Mapping[str, Mapping[int, Callable[[], Any]]]
) -> RecordedDrive:
    poses = [messages[_TRUTH][stamp]().pose.pose for stamp in moments]
    joints = [messages[_JOINTS][stamp]() for stamp in moments]
    angles = np.array([state.position for state in joints])
    return RecordedDrive(
        time_s=np.array([(stamp - begin_ns) / 1e9 for stamp in moments]),
        position_map=np.array([[p.position.x, p.position.y, p.position.z] for p in poses]),
        orientation_map=np.array(
            [[p.orientation.x, p.orientation.y, p.orientation.z, p.orientation.w] for p in poses]
        ),
        joint_rad={name: angles[:, number] for number, name in enumerate(joints[0].name)},
    )


def _step_columns(reports: Mapping[int, Any], begin_ns: int) -> dict[str, NDArray[Any]]:
    first = next(iter(reports.values()))
    names = [
        name
        for name in first.__slots__
        if isinstance(getattr(first, name), bool | int | float | str)
    ]
    columns = {
        name: np.array([getattr(report, name) for report in reports.values()]) for name in names
    }
    return {'time': np.array([(stamp - begin_ns) / 1e9 for stamp in reports]), **columns}


def _reward_terms(reports: list[Any]) -> dict[str, Float64]:
    terms = [{term.name: term.value for term in report.reward_terms} for report in reports]
    names = dict.fromkeys(name for step in terms for name in step)
    return {name: np.array([step.get(name, np.nan) for step in terms]) for name in names}
