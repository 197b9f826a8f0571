"""The episodes that ended lately, scored, so that they can be asked for."""

from collections import OrderedDict
from dataclasses import replace
from typing import Any

from scorer.episode import Episode, Pose
from scorer.gold import Gold
from scorer.score import judge
from scorer.trial import Trial


class UnknownEpisodeError(LookupError):
    """An episode that is not among the recent ones; one sentence."""


class RecentEpisodes:
    """Starts and ends of episodes as they come in; keeps the newest ``size`` of each."""

    def __init__(self, gold: Gold, size: int) -> None:
        self._gold = gold
        self._size = size
        self._starts: OrderedDict[str, Pose] = OrderedDict()
        self._trials: OrderedDict[str, Trial] = OrderedDict()

    def begin(self, episode_id: str, start: Pose) -> None:
        """Remember where an episode started."""
        self._starts[episode_id] = start
        _trim(self._starts, self._size)

    def end(self, episode: Episode, policy_hash: str) -> Trial | None:
        """Score an episode that ended; None when it had ended before."""
        if episode.episode_id in self._trials:
            return None
        started = replace(episode, start=self._starts.get(episode.episode_id))
        trial = Trial(started, judge(started, self._gold), policy_hash)
        self._trials[episode.episode_id] = trial
        _trim(self._trials, self._size)
        return trial

    def get(self, episode_id: str) -> Trial | None:
        """Return an episode that ended, None when it is not known."""
        return self._trials.get(episode_id)

    def find(self, episode_id: str = '') -> Trial:
        """Return an episode that ended; the empty name asks for the last one.

        Raises:
            UnknownEpisodeError: no such episode ended lately.
        """
        if not self._trials:
            raise UnknownEpisodeError('no episode has ended yet; drive one with action evaluate')
        if not episode_id:
            return next(reversed(self._trials.values()))
        if episode_id not in self._trials:
            raise UnknownEpisodeError(
                f'episode {episode_id} is not among the last {len(self._trials)} that ended; '
                f'the newest is {next(reversed(self._trials))}'
            )
        return self._trials[episode_id]


def _trim(items: OrderedDict[str, Any], size: int) -> None:
    while len(items) > size:
        items.popitem(last=False)
