"""The path driven in this episode, from step reports where there are any, else from odometry."""

import math

from rover_web.history import History, Piece
from rover_web.records import Pose

SPACING_M = 0.05
# Well above the rover's speed: a faster move is a reset or a new start, not driving.
FASTEST_MPS = 3.0
JUMP_M = 0.5
# Odometry adds no points for this long after a step report, whose points are evenly spaced.
REPORTS_LAST_S = 1.0


class Trail:
    """Bounded list of positions with the newest pose; feed it with simulated time stamps.

    Each of the two sources keeps its order, but one may run ahead of the other. A source whose
    time goes back belongs to a restarted simulation.
    """

    def __init__(self, limit: int = 4000) -> None:
        """Hold at most ``limit`` points."""
        self._points: History[tuple[float, float]] = History(limit)
        self._odometry_s = -math.inf
        self._odometry: Pose | None = None
        self._report_s = -math.inf
        self._episode_id = ''
        self.pose: Pose | None = None

    def odometry(self, stamp_s: float, pose: Pose, revision: int) -> None:
        """Take a pose of the odometry."""
        if stamp_s < self._odometry_s:
            self._restart(revision)
        elif self._jumped(stamp_s, pose):
            self._points.clear(revision)
        self._odometry_s, self._odometry = stamp_s, pose
        if stamp_s >= self._report_s:
            self.pose = pose
        if stamp_s - self._report_s > REPORTS_LAST_S:
            self._add(pose, revision)

    def report(self, stamp_s: float, episode_id: str, pose: Pose, revision: int) -> None:
        """Take the pose of a step report; another episode starts another trail."""
        if stamp_s < self._report_s:
            self._restart(revision)
        elif episode_id != self._episode_id:
            self._points.clear(revision)
        self._report_s, self._episode_id = stamp_s, episode_id
        if stamp_s >= self._odometry_s:
            self.pose = pose
        self._add(pose, revision)

    def since(self, revision: int) -> Piece[tuple[float, float]] | None:
        """Points that came after ``revision``, None when nothing did."""
        return self._points.since(revision)

    def _restart(self, revision: int) -> None:
        self._points.clear(revision)
        self._odometry_s = self._report_s = -math.inf
        self._odometry = self.pose = None

    def _jumped(self, stamp_s: float, pose: Pose) -> bool:
        before = self._odometry
        if before is None:
            return False
        moved_m = math.hypot(pose.x - before.x, pose.y - before.y)
        return moved_m > JUMP_M + FASTEST_MPS * (stamp_s - self._odometry_s)

    def _add(self, pose: Pose, revision: int) -> None:
        last = self._points.latest
        if last is None or math.hypot(pose.x - last[0], pose.y - last[1]) >= SPACING_M:
            self._points.append((pose.x, pose.y), revision)
