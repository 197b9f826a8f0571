"""Pair scans with contact reports and judge each pair once; fail safe when they stay away.

Pure bookkeeping for the collision monitor. All times are nanoseconds of one clock.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import pi

import numpy as np
from mars_world.frame import Touch
from numpy.typing import NDArray

from rover_env.collision import CRASH_DISTANCE_M, CollisionKind, Verdict, judge

QUARTER_TURN = pi / 2
MAX_WAITING = 100  # scans or reports that wait for their other half


@dataclass(frozen=True)
class LidarScan:
    """A scan as a LIDAR driver publishes it; angles in lidar_link, [rad] and [m].

    ranges_m: (n,) float32, by REP-117.
    """

    ranges_m: NDArray[np.float32]
    angle_min: float
    angle_max: float
    angle_increment: float
    range_min: float
    range_max: float

    @property
    def well_formed(self) -> bool:
        """Whether its numbers go together."""
        numbers = (self.angle_min, self.angle_max, self.angle_increment, self.range_max)
        if not self.ranges_m.size or not np.isfinite(numbers).all() or not self.angle_increment:
            return False
        expected = (self.angle_max - self.angle_min) / self.angle_increment + 1.0
        # Many drivers count the rays of a full turn with or without its last one.
        matches = abs(len(self.ranges_m) - expected) < 1.5
        return matches and 0.0 <= self.range_min < self.range_max

    def within(self, half_angle_rad: float, lidar_yaw_rad: float = 0.0) -> NDArray[np.float32]:
        """Return the ranges of the rays within an angle of the rover's straight ahead.

        lidar_yaw_rad: of lidar_link in base_link, counter-clockwise.
        """
        first = self.angle_min + lidar_yaw_rad
        angles = first + self.angle_increment * np.arange(len(self.ranges_m))
        ahead = np.abs(np.remainder(angles + pi, 2.0 * pi) - pi) <= half_angle_rad
        inside: NDArray[np.float32] = self.ranges_m[ahead]
        return inside


@dataclass(frozen=True)
class WatchRule:
    """What the watch is told to do.

    stop_distance_m: a range at or below it is a collision, once near_scans scans in a row have
    one. fan_half_angle_rad: rays further from the rover's straight ahead are not looked at.
    lidar_yaw_rad: of lidar_link in base_link. use_contacts: judge a scan only together with the
    contacts of the same stamp. scan_timeout_ns: without a judged scan for longer the watch fails
    safe. clock_jumps: the clock is a simulation's, which jumps ahead when its world is reset; that
    is no silence.
    """

    stop_distance_m: float = CRASH_DISTANCE_M
    near_scans: int = 1
    fan_half_angle_rad: float = QUARTER_TURN
    lidar_yaw_rad: float = 0.0
    use_contacts: bool = True
    scan_timeout_ns: int = 500_000_000
    clock_jumps: bool = False


Judged = list[tuple[int, Verdict]]


class CollisionWatch:
    """Each method returns the stamps that were judged by it, with their verdicts."""

    def __init__(self, rule: WatchRule) -> None:
        self._rule = rule
        self._scans: deque[tuple[int, LidarScan]] = deque(maxlen=MAX_WAITING)
        self._contacts: dict[int, Sequence[Touch]] = {}
        self._near_in_a_row = 0
        self._judged_at_ns: int | None = None
        self._looked_at_ns: int | None = None
        self._jump_excused = False

    def on_scan(self, stamp_ns: int, scan: LidarScan, now_ns: int) -> Judged:
        """Take a scan; it is judged at once if its contacts are there or not asked for."""
        if self._scans and stamp_ns < self._scans[-1][0]:
            self._scans.clear()  # the simulation was started anew
            self._contacts.clear()
            self._near_in_a_row = 0
        self._scans.append((stamp_ns, scan))
        return self._judge_pairs(now_ns)

    def on_contacts(self, stamp_ns: int, touches: Sequence[Touch], now_ns: int) -> Judged:
        """Take the contacts since the scan before; they wait for the scan of their stamp.

        Contacts come in order: older scans that still wait for theirs will wait for ever.
        """
        bereft: Judged = []
        while self._scans and self._scans[0][0] < stamp_ns:
            bereft.append((self._scans.popleft()[0], Verdict(CollisionKind.STALE_SCAN)))
        self._contacts[stamp_ns] = touches
        while len(self._contacts) > MAX_WAITING:
            del self._contacts[next(iter(self._contacts))]
        return bereft + self._judge_pairs(now_ns)

    def on_time(self, now_ns: int) -> Judged:
        """Look at the clock: tell that nothing could be judged for too long, at ``now_ns``."""
        if self._judged_at_ns is None or now_ns < self._judged_at_ns:
            self._judged_at_ns = now_ns  # the first look, or a clock that was set back
        elif self._rule.clock_jumps and self._is_first_jump(now_ns):
            self._judged_at_ns = now_ns  # the scan that goes with the jump is under way
        self._looked_at_ns = now_ns
        if now_ns - self._judged_at_ns <= self._rule.scan_timeout_ns:
            return []
        return [(now_ns, Verdict(CollisionKind.STALE_SCAN))]

    def _is_first_jump(self, now_ns: int) -> bool:
        """Whether a look comes late for the first time since a scan was judged.

        Once only: a clock that jumps on and on without a scan is silence, too.
        """
        if self._looked_at_ns is None or self._jump_excused:
            return False
        self._jump_excused = now_ns - self._looked_at_ns > self._rule.scan_timeout_ns
        return self._jump_excused

    def _judge_pairs(self, now_ns: int) -> Judged:
        judged: Judged = []
        while self._scans:
            stamp_ns, scan = self._scans[0]
            if self._rule.use_contacts and stamp_ns not in self._contacts:
                break
            self._scans.popleft()
            judged.append((stamp_ns, self._verdict(scan, self._contacts.pop(stamp_ns, ()))))
            self._judged_at_ns = now_ns
            self._jump_excused = False
        return judged

    def _verdict(self, scan: LidarScan, touches: Sequence[Touch]) -> Verdict:
        rule = self._rule
        if not scan.well_formed:
            return judge(np.empty(0, np.float32), touches)
        verdict = judge(
            scan.within(rule.fan_half_angle_rad, rule.lidar_yaw_rad),
            touches,
            crash_distance_m=rule.stop_distance_m,
            range_m=scan.range_max,
        )
        return self._debounced(verdict)

    def _debounced(self, verdict: Verdict) -> Verdict:
        """Hold a near range back until as many scans in a row as the rule wants have one.

        A contact and a scan that cannot be read are told at once, and neither ends a row.
        """
        if verdict.kind == CollisionKind.NONE:
            self._near_in_a_row = 0
        if verdict.kind != CollisionKind.LIDAR:
            return verdict
        self._near_in_a_row += 1
        enough = self._near_in_a_row >= self._rule.near_scans
        return verdict if enough else replace(verdict, kind=CollisionKind.NONE)
