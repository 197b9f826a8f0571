"""What is left of an episode once it has ended: all that a score needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from rover_env.outcomes import Outcome


@dataclass(frozen=True)
class EpisodeSummary:
    """One episode; lengths in m, accelerations in m/s^2, duration in s of simulated time."""

    outcome: Outcome
    detail: str
    world: str
    steps: int
    distance_travelled: float
    average_linear_acceleration: float
    maximum_linear_acceleration: float
    final_distance_to_checkpoint: float
    total_reward: float
    power_left: int
    duration: float

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read back what ``as_dict`` gave."""
        return cls(**{**values, 'outcome': Outcome[values['outcome'].upper()]})

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, the outcome by its published name."""
        return vars(self) | {'outcome': self.outcome.text}
