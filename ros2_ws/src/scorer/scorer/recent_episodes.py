"""The episodes that were driven lately, scored when they end."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition
from typing import Any
from uuid import uuid4

from rover_env.quoted import quoted

from scorer.episode import Episode, Pose, Simulation
from scorer.gold import Gold
from scorer.score import judge
from scorer.trial import Trial


@dataclass(frozen=True)
class _Driving:
    """An episode as far as it has come; begin_ns: simulated time of its first report."""

    so_far: Episode
    begin_ns: int


class UnknownEpisodeError(LookupError):
    """An episode that is not among the recent ones; one sentence."""


class RecentEpisodes:
    """Episodes as they begin, go on and end; keeps the newest ``size``. Safe between threads.

    on_end: called once for every episode that has ended; of one that is driven here, when it is
        announced.
    """

    def __init__(self, gold: Gold, size: int, on_end: Callable[[Trial], None]) -> None:
        self._gold = gold
        self._size = size
        self._on_end = on_end
        self._driving: OrderedDict[str, _Driving] = OrderedDict()
        self._announced_later: OrderedDict[str, None] = OrderedDict()
        self._trials: OrderedDict[str, Trial] = OrderedDict()
        self._changed = Condition()

    def report(self, step: Episode, pose: Pose) -> None:
        """Take in how far an episode has come; at step 0 ``pose`` is its start."""
        name, end_ns = step.episode_id, step.stamp_ns
        with self._changed:
            known = None if step.steps == 0 else self._driving.get(name)
            before = known or _Driving(Episode(name, step.outcome), end_ns)
            so_far = replace(
                step,
                start=pose if step.steps == 0 else before.so_far.start,
                duration_s=(end_ns - before.begin_ns) / 1e9,
            )
            self._driving[name] = replace(before, so_far=so_far)
            _trim(self._driving, self._size)
            self._changed.notify_all()

    def drive(self, episode_id: str) -> None:
        """Tell nobody of the end of an episode, since ``announce`` is to follow."""
        with self._changed:
            self._announced_later[episode_id] = None
            _trim(self._announced_later, self._size)

    def announce(self, trial: Trial) -> None:
        """Keep a driven trial as it is now, e.g. with its policy and replay, and tell of it."""
        with self._changed:
            self._trials[trial.episode.episode_id] = trial
            _trim(self._trials, self._size)
        self._on_end(trial)

    def end(self, episode: Episode) -> None:
        """Score an episode that ended; one that has ended before stays as it was."""
        name = episode.episode_id
        with self._changed:
            if name in self._trials:
                return
            driven = self._driving.get(name)
            episode = replace(episode, start=driven.so_far.start if driven else None)
            trial = Trial(episode, judge(episode, self._gold))
            self._trials[name] = trial
            _trim(self._trials, self._size)
            self._changed.notify_all()
            announced_later = name in self._announced_later
        if not announced_later:
            self._on_end(trial)

    def break_off(
        self, episode_id: str, outcome: str, detail: str, seed: int, simulation: Simulation
    ) -> Trial:
        """End a driven episode that nobody else will end, as far as it has come.

        episode_id: empty for one that could not even begin.
        """
        name = episode_id or uuid4().hex
        with self._changed:
            driving = self._driving.get(name)
        self.drive(name)
        so_far = driving.so_far if driving else Episode(name, outcome)
        self.end(replace(so_far, outcome=outcome, detail=detail, seed=seed, simulation=simulation))
        return self.find(name)

    def wait_for_step(self, episode_id: str, step: int, timeout_s: float) -> None:
        """Return as soon as a step of an episode was reported, or has not been in time."""

        def is_there() -> bool:
            driving = self._driving.get(episode_id)
            return driving is not None and driving.so_far.steps >= step

        with self._changed:
            self._changed.wait_for(is_there, timeout_s)

    def wait_for(self, episode_id: str, timeout_s: float) -> Trial | None:
        """Return an episode as soon as it has ended; None when it does not in time."""
        with self._changed:
            self._changed.wait_for(lambda: episode_id in self._trials, timeout_s)
            return self._trials.get(episode_id)

    def find(self, episode_id: str = '') -> Trial:
        """Return an episode that ended; the empty name asks for the last one.

        Raises:
            UnknownEpisodeError: no such episode ended lately.
        """
        with self._changed:
            if not self._trials:
                raise UnknownEpisodeError(
                    'no episode has ended yet; drive one with action evaluate'
                )
            newest = next(reversed(self._trials))
            name = episode_id or newest
            if name not in self._trials:
                raise UnknownEpisodeError(
                    f'episode {quoted(name)} is not among the last {len(self._trials)} that ended; '
                    f'the newest is {newest}'
                )
            return self._trials[name]


def _trim(kept: OrderedDict[str, Any], size: int) -> None:
    while len(kept) > size:
        kept.popitem(last=False)
