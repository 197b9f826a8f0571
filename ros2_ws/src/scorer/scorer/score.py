"""The score of an episode, and whether it counts as official."""

import math
from dataclasses import dataclass

from scorer.episode import Episode
from scorer.gold import Gold, Start

PERFECT_SCORE = 10_000.0
REACHED = 'reached'


@dataclass(frozen=True)
class Verdict:
    """What an episode is worth.

    score: None unless the checkpoint was reached.
    reason: why there is no score, why the episode is not official, or both; else empty.
    """

    score: float | None
    official: bool
    reason: str


def score(steps: int, distance_travelled_m: float, average_acceleration_mps2: float) -> float:
    """Give 10,000 less steps, metres travelled and average linear acceleration in m/s^2."""
    return PERFECT_SCORE - steps - distance_travelled_m - average_acceleration_mps2


def judge(episode: Episode, gold: Gold) -> Verdict:
    """Score an episode and check it against the gold standard."""
    missing = _why_no_score(episode)
    unofficial = why_unofficial(episode, gold)
    return Verdict(
        score=None if missing else _score_of(episode),
        official=not unofficial,
        reason='; '.join([*missing, *unofficial]),
    )


def why_unofficial(episode: Episode, gold: Gold) -> list[str]:
    """List what keeps an episode from being official, one clause each; empty when nothing does."""
    reasons = gold.differences(
        world=episode.world,
        world_checksum=episode.world_checksum,
        rover_checksum=episode.rover_checksum,
        spec_checksum=episode.spec_checksum,
        physics_step_s=episode.physics_step_s,
    )
    return reasons + _start_differences(episode.start, gold)


def _score_of(episode: Episode) -> float:
    return score(
        episode.steps, episode.distance_travelled_m, episode.average_acceleration_mps2
    )


def _why_no_score(episode: Episode) -> list[str]:
    if episode.outcome != REACHED:
        detail = f' ({episode.detail})' if episode.detail else ''
        return [f'no score: the episode ended with {episode.outcome}{detail}']
    if not math.isfinite(_score_of(episode)):
        return ['no score: distance or acceleration of the episode is not a finite number']
    return []


def _start_differences(start: Start | None, gold: Gold) -> list[str]:
    if start is None:
        return ['not official: the start of the episode was not seen']
    if not gold.start.holds(start, gold.start_tolerance_m, gold.start_tolerance_rad):
        return [f'not official: it started at {start}, the official start is {gold.start}']
    return []
