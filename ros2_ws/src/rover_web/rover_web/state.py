"""What is known of the rover and its training right now; fed by one thread, read by many."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from rover_web.history import History
from rover_web.records import (
    CurvePiece,
    CurvePoint,
    Episode,
    Event,
    Pose,
    Rover,
    Scan,
    Snapshot,
    Step,
    TrainingStatus,
    WorldTag,
)
from rover_web.rover_state import RoverState
from rover_web.world_map import WorldView

MAX_CURVE_POINTS = 2000
MAX_EPISODES = 50
MAX_EVENTS = 100
MAX_TRAINING_COLLISIONS = 10  # of the events; a rover that learns collides all the time
# How long a rover in training is still shown after its last step, while another one drives.
TRAINING_LASTS_S = 3.0


class LiveState:
    """Bounded memory of the latest values; ``revision`` grows with every change.

    A viewer asks for a snapshot since the revision it has and gets only what changed. Of two rovers
    that drive, the one in training is shown.

    watched: whether a live page is open; kept by whoever serves it.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Start empty; ``clock`` gives wall time [s] for events."""
        self.watched = False
        self._clock = clock
        self._lock = threading.Lock()
        self._revision = 0
        self._latest: dict[str, Any] = {}
        self._changed: dict[str, int] = {}
        self._rovers = {rover: RoverState() for rover in Rover}
        self._shown: Rover | None = None
        self._shown_since = 0
        self._trained_s = -math.inf
        self._curve: History[CurvePoint] = History(MAX_CURVE_POINTS)
        self._episodes: deque[Episode] = deque(maxlen=MAX_EPISODES)
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._collision = ('none', '', '')
        self._world: WorldView | None = None

    @property
    def revision(self) -> int:
        """Number of changes so far; cheap to poll."""
        return self._revision

    @property
    def world(self) -> WorldView | None:
        """The world that is driven in, None before it is known."""
        return self._world

    def snapshot(self, since: int = 0) -> Snapshot:
        """Everything that changed after revision ``since``; 0 asks for all."""
        return self.snapshots(since)[0]

    def snapshots(self, *since: int) -> tuple[Snapshot, ...]:
        """Return snapshots of one moment for viewers that have different revisions."""
        with self._lock:
            return tuple(map(self._snapshot, since))

    def _snapshot(self, since: int) -> Snapshot:
        if since > self._revision:
            since = 0
        parts = {name: value for name, value in self._latest.items() if self._changed[name] > since}
        if self._shown is not None:
            parts |= self._rovers[self._shown].since(since if since >= self._shown_since else 0)
        curve = self._curve.since(since)
        if curve is not None:
            parts['curve'] = CurvePiece(restart=curve.restart, items=curve.items)
        return Snapshot(revision=self._revision, **parts)

    def feed_world(self, world: WorldView) -> None:
        """Show another world."""
        with self._lock:
            self._world = world
            self._set('world', WorldTag(name=world.map.name, checksum=world.map.checksum))

    def feed_odometry(self, stamp_s: float, pose: Pose) -> None:
        """Move the rover of the simulation; ``stamp_s`` is simulated time."""
        with self._lock:
            revision = self._drives(Rover.SIMULATION)
            self._rovers[Rover.SIMULATION].odometry(stamp_s, pose, revision)

    def feed_step(self, stamp_s: float, step: Step, rover: Rover = Rover.SIMULATION) -> None:
        """Take the report of an environment step; ``stamp_s`` is simulated time."""
        with self._lock:
            self._rovers[rover].step(stamp_s, step, self._drives(rover))

    def feed_scan(self, scan: Scan, rover: Rover = Rover.SIMULATION) -> None:
        """Take a sweep of the LIDAR."""
        with self._lock:
            self._rovers[rover].scan(scan, self._drives(rover))

    def feed_collision(self, kind: str, part: str, thing: str, nearest_m: float) -> None:
        """Take a verdict of the collision monitor; only a change that is bad news is an event."""
        with self._lock:
            if (kind, part, thing) == self._collision:
                return
            self._collision = (kind, part, thing)
            if kind != 'none':
                self._add_event('collision', _collision_text(kind, part, thing, nearest_m))

    def feed_training_collision(self, kind: str, part: str, thing: str, nearest_m: float) -> None:
        """Take what has ended an episode of the rover in training."""
        with self._lock:
            text = _collision_text(kind, part, thing, nearest_m)
            self._add_event('training collision', text, MAX_TRAINING_COLLISIONS)

    def feed_episode(self, episode: Episode) -> None:
        """Take the end of an episode, or the same episode again with its score."""
        with self._lock:
            known = self._find_episode(episode.episode_id)
            if known is None:
                self._episodes.appendleft(episode)
                self._add_event('episode', _episode_text(episode))
            elif not known.scored or episode.scored:
                self._episodes[self._episodes.index(known)] = episode
            self._set('episodes', tuple(self._episodes))
            if episode.scored:
                self._add_event('score', _score_text(episode))

    def feed_training(self, status: TrainingStatus) -> None:
        """Take the progress of a training run; another run starts other curves."""
        with self._lock:
            before: TrainingStatus | None = self._latest.get('training')
            last = self._curve.latest
            if before is not None and before.run != status.run:
                self._curve.clear(self._revision + 1)
                last = None
            if last is not None and status.timesteps < last.timesteps:
                self._curve.clear(self._revision + 1)
            if last is None or status.timesteps != last.timesteps:
                self._curve.append(_curve_point(status), self._revision + 1)
            self._set('training', status)
            if before is None or (before.run, before.state) != (status.run, status.state):
                self._add_event(
                    'training', f'{status.run}: {status.state} {status.message}'.strip()
                )

    def _drives(self, rover: Rover) -> int:
        """Note who drives; returns the revision of what it does, the old one if it is not shown."""
        now_s = self._clock()
        if rover is Rover.TRAINING:
            self._trained_s = now_s
        elif now_s - self._trained_s < TRAINING_LASTS_S:
            return self._revision
        if rover is self._shown:
            self._revision += 1
        else:
            self._set('rover', rover)
            self._shown, self._shown_since = rover, self._revision
        return self._revision

    def _set(self, name: str, value: object) -> None:
        self._revision += 1
        self._latest[name] = value
        self._changed[name] = self._revision

    def _add_event(self, kind: str, text: str, most: int = MAX_EVENTS) -> None:
        alike = [event for event in self._events if event.kind == kind]
        if len(alike) >= most:
            self._events.remove(alike[-1])
        self._events.appendleft(Event(wall_time=self._clock(), kind=kind, text=text))
        self._set('events', tuple(self._events))

    def _find_episode(self, episode_id: str) -> Episode | None:
        return next((e for e in self._episodes if e.episode_id == episode_id), None)


def _curve_point(status: TrainingStatus) -> CurvePoint:
    return CurvePoint(**status.model_dump(include=set(CurvePoint.model_fields)))


def _collision_text(kind: str, part: str, thing: str, nearest_m: float) -> str:
    return f'{kind}: ' + (f'{part} touched {thing}' if part else f'nearest range {nearest_m:.2f} m')


def _episode_text(episode: Episode) -> str:
    detail = f' ({episode.detail})' if episode.detail else ''
    return f'{episode.episode_id}: {episode.outcome}{detail} after {episode.steps} steps'


def _score_text(episode: Episode) -> str:
    score = 'no score' if episode.score is None else f'score {episode.score:.2f}'
    official = 'official' if episode.official else 'unofficial'
    reason = f', {episode.reason}' if episode.reason else ''
    return f'{episode.episode_id}: {score}, {official}{reason}'
