"""Episodes as messages."""

from typing import Any

from mars_world.ros_stamps import to_stamp
from rover_interfaces.msg import CollisionState, EpisodeResult, RewardTerm, Slot, StepReport

from rover_env.collision import Verdict
from rover_env.env_backend import EndedEpisode
from rover_env.episode import Episodes
from rover_env.outcomes import Outcome
from rover_env.spec import OBSERVATION, spec_checksum


def to_episode_result(ended: EndedEpisode, episode_id: str) -> EpisodeResult:
    """Say how an episode ended, with all that a score needs."""
    provenance = ended.provenance
    result = EpisodeResult(
        **ended.summary.as_dict(),
        episode_id=episode_id,
        seed=ended.seed,
        physics_step=provenance.physics_step_s,
        world_checksum=provenance.world_checksum,
        rover_checksum=provenance.rover_checksum,
        spec_checksum=spec_checksum(),
    )
    result.header.frame_id = 'map'
    result.header.stamp = to_stamp(ended.stamp_ns)
    return result


def to_step_report(
    episodes: Episodes,
    stamp_ns: int,
    episode_id: str,
    action: int,
    reward: float,
    reward_terms: dict[str, float],
    rover: int = 0,
) -> StepReport:
    """Say what one step of a rover did; action -1 reports a reset."""
    at = episodes.variables
    outcome = Outcome(int(episodes.outcomes[rover]))

    def value(name: str) -> Any:  # noqa: ANN401
        return getattr(at, name)[rover].item()

    report = StepReport(
        episode_id=episode_id,
        step=value('steps'),
        action=action,
        reward=reward,
        reward_terms=[RewardTerm(name=name, value=term) for name, term in reward_terms.items()],
        terminated=outcome != Outcome.DRIVING,
        outcome=outcome.text,
        maximum_linear_acceleration=episodes.summary(rover).maximum_linear_acceleration,
        **{name: value(name) for name in REPORTED},
    )
    report.header.frame_id = 'map'
    report.header.stamp = to_stamp(stamp_ns)
    return report


def to_collision_state(verdict: Verdict, stamp_ns: int) -> CollisionState:
    """Say how a scan and its contacts were judged."""
    state = CollisionState(
        kind=int(verdict.kind),
        part=verdict.part,
        object=verdict.object,
        nearest_range=verdict.nearest_m,
    )
    state.header.frame_id = 'base_link'
    state.header.stamp = to_stamp(stamp_ns)
    return state


REPORTED = (
    'x',
    'y',
    'yaw',
    'last_position_x',
    'last_position_y',
    'steering',
    'throttle',
    'current_distance_to_checkpoint',
    'closer_to_checkpoint',
    'distance_travelled',
    'collision_threshold',
    'last_collision_threshold',
    'collision',
    'reward_in_episode',
    'average_linear_acceleration',
    'power_supply_range',
)


def to_slots() -> list[Slot]:
    """Describe the observation."""
    return [
        Slot(
            name=entry.name,
            start=entry.start,
            size=entry.size,
            unit=entry.unit,
            low=entry.low,
            high=entry.high,
            frame=entry.frame,
            description=entry.description,
        )
        for entry in OBSERVATION
    ]
