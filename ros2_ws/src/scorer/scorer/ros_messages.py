"""Translation between the scorer's plain values and the messages of the graph."""

from typing import Any

from mars_world.ros_stamps import to_nanoseconds, to_stamp
from rover_interfaces.msg import EpisodeResult, StepReport, TrialScore

from scorer.episode import Episode, Pose, Simulation
from scorer.trial import Trial


def to_episode(message: EpisodeResult) -> Episode:
    """Take the end of an episode out of its message; where it started is not in there."""
    return Episode(
        episode_id=message.episode_id,
        outcome=message.outcome,
        detail=message.detail,
        seed=message.seed,
        steps=message.steps,
        distance_travelled_m=message.distance_travelled,
        average_acceleration_mps2=message.average_linear_acceleration,
        maximum_acceleration_mps2=message.maximum_linear_acceleration,
        final_distance_m=message.final_distance_to_checkpoint,
        total_reward=message.total_reward,
        power_left=message.power_left,
        duration_s=message.duration,
        stamp_ns=to_nanoseconds(message.header.stamp),
        simulation=Simulation(
            world=message.world,
            world_checksum=message.world_checksum,
            rover_checksum=message.rover_checksum,
            spec_checksum=message.spec_checksum,
            physics_step_s=message.physics_step,
        ),
    )


def to_step(report: StepReport) -> Episode:
    """Take out of a step report how far an episode has come."""
    return Episode(
        episode_id=report.episode_id,
        outcome=report.outcome,
        steps=report.step,
        distance_travelled_m=report.distance_travelled,
        average_acceleration_mps2=report.average_linear_acceleration,
        maximum_acceleration_mps2=report.maximum_linear_acceleration,
        total_reward=report.reward_in_episode,
        final_distance_m=report.current_distance_to_checkpoint,
        power_left=report.power_supply_range,
        stamp_ns=to_nanoseconds(report.header.stamp),
    )


def to_step_values(report: StepReport, begin_ns: int) -> dict[str, Any]:
    """Return a step report as a line of the log; begin_ns: simulated time of its step 0."""
    values = {
        name: getattr(report, name)
        for name in report.get_fields_and_field_types()
        if name not in ('header', 'episode_id', 'reward_terms')
    }
    return {
        'time': (to_nanoseconds(report.header.stamp) - begin_ns) / 1e9,
        **values,
        'reward_terms': {term.name: term.value for term in report.reward_terms},
    }


def to_pose(report: StepReport) -> Pose:
    """Take the pose of the rover out of a step report."""
    return Pose(report.x, report.y, report.yaw)


def to_trial_score(trial: Trial) -> TrialScore:
    """Make the message of a scored episode."""
    return TrialScore(
        result=to_episode_result(trial.episode),
        has_score=trial.verdict.score is not None,
        score=trial.verdict.score or 0.0,
        official=trial.verdict.official,
        reason=trial.verdict.reason,
        policy_hash=trial.policy_hash,
        summary=trial.summary(),
        replay=trial.replay,
        log=trial.log,
    )


def to_episode_result(episode: Episode) -> EpisodeResult:
    """Make the message of the end of an episode."""
    simulation = episode.simulation
    result = EpisodeResult(
        episode_id=episode.episode_id,
        outcome=episode.outcome,
        detail=episode.detail,
        world=simulation.world,
        seed=episode.seed,
        steps=episode.steps,
        distance_travelled=episode.distance_travelled_m,
        average_linear_acceleration=episode.average_acceleration_mps2,
        maximum_linear_acceleration=episode.maximum_acceleration_mps2,
        final_distance_to_checkpoint=episode.final_distance_m,
        total_reward=episode.total_reward,
        power_left=episode.power_left,
        duration=episode.duration_s,
        physics_step=simulation.physics_step_s,
        world_checksum=simulation.world_checksum,
        rover_checksum=simulation.rover_checksum,
        spec_checksum=simulation.spec_checksum,
    )
    result.header.frame_id = 'map'
    result.header.stamp = to_stamp(episode.stamp_ns)
    return result
