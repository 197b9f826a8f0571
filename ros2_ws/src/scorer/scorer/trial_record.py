"""A trial as plain values that any file can keep, without wall times."""

from dataclasses import asdict
from typing import Any

from scorer.score import SCORER_VERSION
from scorer.trial import Trial

RECORD_FIELDS = (
    'scorer_version', 'policy', 'policy_hash', 'world', 'world_checksum', 'rover_checksum',
    'spec_checksum', 'physics_step', 'seed', 'start', 'outcome', 'detail', 'score', 'official',
    'reason', 'steps', 'distance_travelled', 'average_linear_acceleration',
    'maximum_linear_acceleration', 'final_distance_to_checkpoint', 'total_reward', 'power_left',
    'duration', 'summary',
)  # fmt: skip


def to_record(trial: Trial) -> dict[str, Any]:
    """Return RECORD_FIELDS: what a trial came to, and all that is needed to drive it again.

    The same trial gives the same record wherever and whenever it is driven.
    """
    episode, simulation = trial.episode, trial.episode.simulation
    return {
        'scorer_version': SCORER_VERSION,
        'policy': trial.policy,
        'policy_hash': trial.policy_hash,
        'world': simulation.world,
        'world_checksum': simulation.world_checksum,
        'rover_checksum': simulation.rover_checksum,
        'spec_checksum': simulation.spec_checksum,
        'physics_step': simulation.physics_step_s,
        'seed': episode.seed,
        'start': asdict(episode.start) if episode.start else None,
        'outcome': episode.outcome,
        'detail': episode.detail,
        'score': trial.verdict.score,
        'official': trial.verdict.official,
        'reason': trial.verdict.reason,
        'steps': episode.steps,
        'distance_travelled': episode.distance_travelled_m,
        'average_linear_acceleration': episode.average_acceleration_mps2,
        'maximum_linear_acceleration': episode.maximum_acceleration_mps2,
        'final_distance_to_checkpoint': episode.final_distance_m,
        'total_reward': episode.total_reward,
        'power_left': episode.power_left,
        'duration': episode.duration_s,
        'summary': trial.summary(),
    }
