"""A driven trial as the browser shows it again: the world from above, the way, and each step."""

import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from mars_world.rover_pose import RecordedDrive
from numpy.typing import NDArray
from pydantic import Field
from rover_env.attitude import yaw_rad
from scorer.limited_process import LimitedProcess, LimitExceededError, Limits, ProcessDiedError
from scorer.replay import Replay, ReplayError, read_replay

from rover_web.records import Record
from rover_web.world_map import WorldMap, view_world

LIMITS = Limits(time_s=60.0, memory_mib=4096)
MOMENTS_PER_S = 10.0


class Track(Record):
    """Where the rover was, ten times a second; rows are [s, m, m, rad] in the map frame."""

    world: WorldMap
    moments: tuple[tuple[float, float, float, float], ...] = Field(
        description='time since the start [s], x [m], y [m], yaw [rad]'
    )
    steps: dict[str, tuple[bool | int | float | str | None, ...]] = Field(
        description='by the names of StepReport'
    )
    reward_terms: dict[str, tuple[float | None, ...]] = Field(description='by name, one per step')


class Shown(NamedTuple):
    """A Track as JSON, and the picture of the ground that belongs to its map."""

    track_json: str
    relief_png: bytes


@lru_cache(maxsize=8)
def show_replay(path: Path, changed_ns: int) -> Shown:
    """Read a replay in a process of its own, because the file may be anybody's.

    changed_ns: when the file was changed; another one is read anew. Raises ReplayError.
    """
    try:
        with LimitedProcess(_read, path, limits=LIMITS) as process:
            answer: Shown | str = process.receive()
    except (LimitExceededError, ProcessDiedError) as error:
        raise ReplayError(f'{path} could not be read: {error}') from None
    if isinstance(answer, str):
        raise ReplayError(answer)
    return answer


def _read(send: Callable[[Shown | str], None], path: Path) -> None:
    try:
        replay = read_replay(path)
        view = view_world(replay.world())
        send(Shown(to_track(replay, view.map).model_dump_json(), view.relief_png))
    except (ReplayError, ValueError) as error:
        send(str(error))


def to_track(replay: Replay, world: WorldMap) -> Track:
    """Turn a replay into what the page shows."""
    return Track(
        world=world,
        moments=_moments(replay.drive),
        steps={name: _plain(column) for name, column in replay.steps.items()},
        reward_terms={name: _plain(column) for name, column in replay.reward_terms.items()},
    )


def _moments(drive: RecordedDrive) -> tuple[tuple[float, float, float, float], ...]:
    yaw = yaw_rad(drive.orientation_map)
    table = np.column_stack([drive.time_s, drive.position_map[:, :2], yaw])
    step_s = float(np.median(np.diff(drive.time_s))) if len(drive.time_s) > 1 else 1.0
    stride = max(1, round(1.0 / (MOMENTS_PER_S * step_s)))
    kept = np.vstack([table[:-1:stride], table[-1:]]).round(3)
    return tuple((float(t), float(a), float(b), float(c)) for t, a, b, c in kept)


def _plain(column: NDArray[Any]) -> tuple[Any, ...]:
    if column.dtype.kind != 'f':
        return tuple(column.tolist())
    return tuple(value if math.isfinite(value) else None for value in column.round(4).tolist())
