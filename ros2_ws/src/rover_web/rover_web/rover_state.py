"""What is known of one rover right now: where it is, what it did last and what it sees."""

from typing import Any

from rover_web.records import Pose, Record, Scan, Step, TrailPiece
from rover_web.trail import Trail


class RoverState:
    """Latest pose, step and scan, each with the revision it came with, and the trail."""

    def __init__(self) -> None:
        """Know nothing."""
        self._parts: dict[str, tuple[int, Record]] = {}
        self._trail = Trail()

    def odometry(self, stamp_s: float, pose: Pose, revision: int) -> None:
        """Move the rover; ``stamp_s`` is simulated time."""
        self._trail.odometry(stamp_s, pose, revision)
        self._set_pose(revision)

    def step(self, stamp_s: float, step: Step, revision: int) -> None:
        """Take the report of a step; ``stamp_s`` is simulated time."""
        if step.pose is not None:
            self._trail.report(stamp_s, step.episode_id, step.pose, revision)
        self._parts['step'] = revision, step
        self._set_pose(revision)

    def scan(self, scan: Scan, revision: int) -> None:
        """Take a sweep of the LIDAR."""
        self._parts['scan'] = revision, scan

    def since(self, revision: int) -> dict[str, Any]:
        """Return the parts of a snapshot that changed after ``revision``."""
        parts: dict[str, Any] = {
            name: value for name, (changed, value) in self._parts.items() if changed > revision
        }
        trail = self._trail.since(revision)
        if trail is not None:
            parts['trail'] = TrailPiece(restart=trail.restart, items=trail.items)
        return parts

    def _set_pose(self, revision: int) -> None:
        if self._trail.pose is not None:
            self._parts['pose'] = revision, self._trail.pose
