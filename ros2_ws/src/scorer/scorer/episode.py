"""An episode that has ended, as plain values."""

from dataclasses import dataclass

from rover_env.outcomes import Outcome

REACHED = Outcome.REACHED.text  # the one outcome that has a score


@dataclass(frozen=True)
class Pose:
    """Where base_link is in the map frame."""

    x_m: float
    y_m: float
    yaw_rad: float

    def __str__(self) -> str:
        """Write the pose for a person."""
        return f'({self.x_m:.3f} m, {self.y_m:.3f} m, {self.yaw_rad:.3f} rad)'


@dataclass(frozen=True)
class Simulation:
    """What an episode was driven in. Checksums are sha256; empty or 0 when unknown."""

    world: str = ''
    world_checksum: str = ''
    rover_checksum: str = ''
    spec_checksum: str = ''
    physics_step_s: float = 0.0


@dataclass(frozen=True)
class Episode:
    """The end of an episode, with all that a score needs.

    detail: e.g. part and object of a collision. stamp_ns: simulated time of the end.
    start: None when nobody saw it.
    """

    episode_id: str
    outcome: str
    detail: str = ''
    seed: int = 0
    steps: int = 0
    distance_travelled_m: float = 0.0
    average_acceleration_mps2: float = 0.0
    maximum_acceleration_mps2: float = 0.0
    final_distance_m: float = 0.0
    total_reward: float = 0.0
    power_left: int = 0
    duration_s: float = 0.0
    stamp_ns: int = 0
    simulation: Simulation = Simulation()
    start: Pose | None = None
