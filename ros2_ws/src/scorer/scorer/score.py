"""Who gets a score, and whether it counts as official."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rover_env.score import score

from scorer.episode import REACHED, Episode
from scorer.gold import Gold

SCORER_VERSION = '1'  # goes up whenever an episode would be judged differently
OFFICIAL_SEEDS = (1, 2, 3)  # of sensor noise; nobody picks the ones that suit a policy


@dataclass(frozen=True)
class Verdict:
    """What an episode is worth.

    score: None unless the checkpoint was reached.
    reason: why there is no score, why the episode is not official, or both; else empty.
    """

    score: float | None
    official: bool
    reason: str


def judge(episode: Episode, gold: Gold) -> Verdict:
    """Score an episode and check it against the gold standard."""
    no_score = _why_no_score(episode)
    unofficial = ', '.join(_why_unofficial(episode, gold))
    reasons = (('no score', no_score), ('not official', unofficial))
    return Verdict(
        score=None if no_score else _score_of(episode),
        official=not unofficial,
        reason='; '.join(f'{what}: {why}' for what, why in reasons if why),
    )


def unofficial_seed(seeds: Iterable[int]) -> list[str]:
    """Return a clause on the first seed that is not official; none where all are."""
    official = ', '.join(map(str, OFFICIAL_SEEDS))
    wrong = next((seed for seed in seeds if seed not in OFFICIAL_SEEDS), None)
    return [] if wrong is None else [f'the seed is {wrong}, official are {official}']


def _score_of(episode: Episode) -> float:
    return score(episode.steps, episode.distance_travelled_m, episode.average_acceleration_mps2)


def _why_no_score(episode: Episode) -> str:
    if episode.outcome != REACHED:
        detail = f' ({episode.detail})' if episode.detail else ''
        return f'the episode ended with {episode.outcome}{detail}'
    if not math.isfinite(_score_of(episode)):
        return 'distance or acceleration of the episode is not a finite number'
    return ''


def _why_unofficial(episode: Episode, gold: Gold) -> list[str]:
    reasons = gold.differences(episode.simulation) + unofficial_seed([episode.seed])
    if episode.start is None:
        reasons.append('the start of the episode was not seen')
    elif not gold.starts_at(episode.start):
        reasons.append(f'it started at {episode.start}, the official start is {gold.start}')
    return reasons
