"""A driven trial as the browser shows it again: the world from above, the way, and each step."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from mars_world.rover_pose import RecordedDrive
from numpy.typing import NDArray
from pydantic import Field
from scorer.limited_process import LimitedProcess, LimitExceededError, Limits, ProcessDiedError
from scorer.replay import Replay, ReplayError, read_replay

from rover_web.records import Known, Record
from rover_web.world_map import WorldMap, view_world

LIMITS = Limits(time_s=60.0, memory_mib=4096)
MOMENTS_PER_S = 10.0
STEP_COLUMNS = (
    'time', 'step', 'action', 'reward', 'reward_in_episode', 'current_distance_to_checkpoint',
    'distance_travelled', 'collision_threshold', 'average_linear_acceleration',
    'power_supply_range',
)  # fmt: skip


class Track(Record):
    """Where the rover was, ten times a second; rows are [s, m, m, rad] in the map frame."""

    world: WorldMap
    moments: tuple[tuple[float, float, float, float], ...] = Field(
        description='time since the start [s], x [m], y [m], yaw [rad]'
    )
    steps: dict[str, tuple[Known, ...]] = Field(description='by the names of StepReport')
    reward_terms: dict[str, tuple[Known, ...]] = Field(description='by name, one per step')


@lru_cache(maxsize=8)
def track_json(path: Path, changed_ns: int) -> str:
    """Return a Track as JSON, read in a process of its own: the file may be anybody's.

    changed_ns: when the file was changed; another one is read anew. Raises ReplayError.
    """
    try:
        with LimitedProcess(_read, path, limits=LIMITS) as process:
            kind, text = process.receive()
    except (LimitExceededError, ProcessDiedError) as error:
        raise ReplayError(f'{path} could not be read: {error}') from None
    if kind != 'track':
        raise ReplayError(text)
    return str(text)


def _read(send: Callable[[tuple[str, str]], None], path: Path) -> None:
    try:
        send(('track', to_track(read_replay(path)).model_dump_json()))
    except ReplayError as error:
        send(('error', str(error)))


def to_track(replay: Replay) -> Track:
    """Turn a replay into what the page shows."""
    columns = {name: replay.steps[name] for name in STEP_COLUMNS if name in replay.steps}
    return Track(
        world=view_world(replay.world()).map,
        moments=_moments(replay.drive),
        steps={name: _rounded(column) for name, column in columns.items()},
        reward_terms={name: _rounded(column) for name, column in replay.reward_terms.items()},
    )


def _moments(drive: RecordedDrive) -> tuple[tuple[float, float, float, float], ...]:
    x, y, z, w = drive.orientation_map.T
    yaw = np.arctan2(2.0 * (w * z + x * y), 1.0 - 2.0 * (y * y + z * z))
    table = np.column_stack([drive.time_s, drive.position_map[:, :2], yaw])
    step_s = float(np.median(np.diff(drive.time_s))) if len(drive.time_s) > 1 else 1.0
    stride = max(1, round(1.0 / (MOMENTS_PER_S * step_s)))
    kept = np.vstack([table[:-1:stride], table[-1:]]).round(3)
    return tuple((float(t), float(a), float(b), float(c)) for t, a, b, c in kept)


def _rounded(column: NDArray[np.generic]) -> tuple[float, ...]:
    return tuple(np.asarray(column, np.float64).round(4).tolist())
