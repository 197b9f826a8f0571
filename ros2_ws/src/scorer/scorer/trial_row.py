"""A trial as a row of the leaderboard."""

from datetime import UTC, datetime

from scorer.tables import TrialRow
from scorer.trial import Trial


def to_row(evaluation_id: int, number: int, trial: Trial) -> TrialRow:
    """Return the row of a trial that has just ended; number is 1 for the first."""
    episode, simulation = trial.episode, trial.episode.simulation
    return TrialRow(
        evaluation_id=evaluation_id,
        number=number,
        ended_at=datetime.now(UTC),
        episode_id=episode.episode_id,
        seed=str(episode.seed),
        outcome=episode.outcome,
        detail=episode.detail,
        score=trial.verdict.score,
        official=trial.verdict.official,
        reason=trial.verdict.reason,
        average_acceleration=episode.average_acceleration_mps2,
        maximum_acceleration=episode.maximum_acceleration_mps2,
        final_distance=episode.final_distance_m,
        distance_travelled=episode.distance_travelled_m,
        steps=episode.steps,
        power_left=episode.power_left,
        duration=episode.duration_s,
        total_reward=episode.total_reward,
        summary=trial.summary(),
        log=trial.log,
        replay=trial.replay,
        policy_hash=trial.policy_hash,
        world=simulation.world,
        world_checksum=simulation.world_checksum,
        rover_checksum=simulation.rover_checksum,
        spec_checksum=simulation.spec_checksum,
        physics_step=simulation.physics_step_s,
    )
