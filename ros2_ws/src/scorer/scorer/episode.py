"""An episode that has ended, as plain values."""

from dataclasses import dataclass

from scorer.gold import Start


@dataclass(frozen=True)
class Episode:
    """What the end of an episode reports; the fields of rover_interfaces/EpisodeResult.

    start: base_link in map when the episode began; None when nobody saw it.
    Checksums are sha256, empty when unknown; physics_step_s is 0 when unknown.
    """

    episode_id: str
    outcome: str
    detail: str = ''
    world: str = ''
    seed: int = 0
    steps: int = 0
    distance_travelled_m: float = 0.0
    average_acceleration_mps2: float = 0.0
    maximum_acceleration_mps2: float = 0.0
    final_distance_m: float = 0.0
    total_reward: float = 0.0
    power_left: int = 0
    duration_s: float = 0.0
    physics_step_s: float = 0.0
    world_checksum: str = ''
    rover_checksum: str = ''
    spec_checksum: str = ''
    start: Start | None = None
