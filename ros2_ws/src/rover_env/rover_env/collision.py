"""When the rover has collided: the LIDAR rule and the contact rule, for episodes and the monitor.

The tread of a wheel on soil or on a rock is driving. The side of a wheel may rub on soil, which
gives way; on any object it is a collision, and so is any other part of the rover on anything. A
range at or below the crash distance counts as one, too. A scan that cannot be read fails safe.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from mars_world.frame import SensorFrame, Surface, Touch
from numpy.typing import NDArray

from rover_env.scan import distances_m
from rover_env.spec import LIDAR_RANGE_M

CRASH_DISTANCE_M = 0.49
MAX_BAD_SHARE = 0.1  # of the rays of a scan; with more of them the LIDAR is taken for broken
SOIL = 'soil'
TOO_CLOSE = 'LIDAR: too close to measure'


class CollisionKind(IntEnum):
    """Why the rover must stop; the values are those of rover_interfaces/CollisionState."""

    NONE = 0
    LIDAR = 1
    BODY = 2
    WHEEL_SIDE = 3
    STALE_SCAN = 4


@dataclass(frozen=True)
class Verdict:
    """The judgement of a scan and of the contacts that came with it."""

    kind: CollisionKind
    part: str = ''
    object: str = ''
    nearest_m: float = float('inf')

    @property
    def detail(self) -> str:
        """What happened, for a person; empty when nothing did."""
        match self.kind:
            case CollisionKind.NONE:
                return ''
            case CollisionKind.LIDAR:
                return f'LIDAR range {self.nearest_m:.3f} m' if self.nearest_m else TOO_CLOSE
            case CollisionKind.STALE_SCAN:
                return 'no readable LIDAR scan'
            case CollisionKind.WHEEL_SIDE:
                return f'side of {self.part} touched {self.object}'
        return f'{self.part} touched {self.object}'


def judge(
    scan_m: NDArray[np.float32],
    touches: Sequence[Touch],
    *,
    crash_distance_m: float = CRASH_DISTANCE_M,
    range_m: float = LIDAR_RANGE_M,
) -> Verdict:
    """Judge one scan (n_rays,) and the contacts of its interval; a contact says more and wins."""
    seen = distances_m(scan_m, range_m)
    nearest = np.fmin.reduce(seen, initial=np.float32(np.inf))
    nearest_m = float(nearest) if nearest < range_m else float('inf')
    contact = first_collision(touches)
    if contact is not None:
        return _contact_verdict(contact, nearest_m)
    if nearest <= np.float32(crash_distance_m):
        return Verdict(CollisionKind.LIDAR, nearest_m=nearest_m)
    if not scan_m.size or np.isnan(seen).mean() > MAX_BAD_SHARE:
        return Verdict(CollisionKind.STALE_SCAN, nearest_m=nearest_m)
    return Verdict(CollisionKind.NONE, nearest_m=nearest_m)


def _contact_verdict(contact: Touch, nearest_m: float) -> Verdict:
    side = contact.surface == Surface.SIDE
    kind = CollisionKind.WHEEL_SIDE if side else CollisionKind.BODY
    return Verdict(kind, contact.part, contact.object, nearest_m)


def first_collision(touches: Sequence[Touch]) -> Touch | None:
    """Return the first contact that is a collision, or None."""
    for touch in touches:
        if touch.surface == Surface.BODY:
            return touch
        if touch.surface == Surface.SIDE and touch.object != SOIL:
            return touch
    return None


def verdict_of_step(verdicts: Sequence[Verdict]) -> Verdict | None:
    """Return the verdict that ends the episode: the first contact, else the first of any kind."""
    raised = [verdict for verdict in verdicts if verdict.kind != CollisionKind.NONE]
    contacts = [verdict for verdict in raised if verdict.part]
    return next(iter(contacts + raised), None)


def judge_frame(frame: SensorFrame) -> dict[int, Verdict]:
    """Judge the step of every rover; returns the verdicts of the rows that collided."""
    clear = np.all(frame.scans_m > np.float32(CRASH_DISTANCE_M), axis=(1, 2))
    verdicts = {}
    for row, touches in enumerate(frame.touches):
        contact = first_collision(touches)
        if contact is None and clear[row]:
            continue
        judged = [judge(scan, ()) for scan in frame.scans_m[row]]
        if contact is not None:
            judged.append(_contact_verdict(contact, judged[-1].nearest_m))
        verdict = verdict_of_step(judged)
        if verdict is not None:
            verdicts[row] = verdict
    return verdicts
