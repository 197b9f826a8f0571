"""The episodes that were driven lately, scored when they end."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from threading import Condition
from typing import Any
from uuid import uuid4

from scorer.episode import Episode, Pose, Simulation
from scorer.gold import Gold
from scorer.score import judge
from scorer.trial import Trial


class UnknownEpisodeError(LookupError):
    """An episode that is not among the recent ones; one sentence."""


class RecentEpisodes:
    """Episodes as they begin, go on and end; keeps the newest ``size``. Safe between threads.

    on_end: called once for every episode that has ended.
    """

    def __init__(self, gold: Gold, size: int, on_end: Callable[[Trial], None]) -> None:
        self._gold = gold
        self._size = size
        self._on_end = on_end
        self._driving: OrderedDict[str, Episode] = OrderedDict()
        self._policies: OrderedDict[str, str] = OrderedDict()
        self._trials: OrderedDict[str, Trial] = OrderedDict()
        self._ended = Condition()

    def report(self, so_far: Episode, pose: Pose) -> None:
        """Take in how far an episode has come; at step 0 ``pose`` is its start."""
        name = so_far.episode_id
        with self._ended:
            known = self._driving.get(name)
            start = pose if so_far.steps == 0 else known.start if known else None
            self._driving[name] = replace(so_far, start=start)
            _trim(self._driving, self._size)

    def drive(self, episode_id: str, policy_hash: str) -> None:
        """Remember which policy drives an episode."""
        with self._ended:
            self._policies[episode_id] = policy_hash
            _trim(self._policies, self._size)

    def end(self, episode: Episode) -> None:
        """Score an episode that ended; one that has ended before stays as it was."""
        name = episode.episode_id
        with self._ended:
            if name in self._trials:
                return
            driven = self._driving.get(name)
            episode = replace(episode, start=driven.start if driven else None)
            trial = Trial(episode, judge(episode, self._gold), self._policies.get(name, ''))
            self._trials[name] = trial
            _trim(self._trials, self._size)
            self._ended.notify_all()
        self._on_end(trial)

    def break_off(
        self, episode_id: str, outcome: str, detail: str, seed: int, simulation: Simulation
    ) -> Trial:
        """End an episode that nobody else will end, as far as it has come.

        episode_id: empty for one that could not even begin.
        """
        name = episode_id or uuid4().hex
        with self._ended:
            so_far = self._driving.get(name, Episode(name, outcome))
        self.end(replace(so_far, outcome=outcome, detail=detail, seed=seed, simulation=simulation))
        return self.find(name)

    def wait_for(self, episode_id: str, timeout_s: float) -> Trial | None:
        """Return an episode as soon as it has ended; None when it does not in time."""
        with self._ended:
            self._ended.wait_for(lambda: episode_id in self._trials, timeout_s)
            return self._trials.get(episode_id)

    def find(self, episode_id: str = '') -> Trial:
        """Return an episode that ended; the empty name asks for the last one.

        Raises:
            UnknownEpisodeError: no such episode ended lately.
        """
        with self._ended:
            if not self._trials:
                raise UnknownEpisodeError(
                    'no episode has ended yet; drive one with action evaluate'
                )
            newest = next(reversed(self._trials))
            name = episode_id or newest
            if name not in self._trials:
                raise UnknownEpisodeError(
                    f'episode {name} is not among the last {len(self._trials)} that ended; '
                    f'the newest is {newest}'
                )
            return self._trials[name]


def _trim(kept: OrderedDict[str, Any], size: int) -> None:
    while len(kept) > size:
        kept.popitem(last=False)
