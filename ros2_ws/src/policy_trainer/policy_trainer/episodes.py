"""The end of an episode, as training and tests record it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from rover_env import score as scoring

REACHED = 'reached'


@dataclass(frozen=True)
class EpisodeEnd:
    """What an episode came to; fields as rover_env.episode_summary.EpisodeSummary has them."""

    outcome: str
    steps: int
    distance_travelled: float
    average_linear_acceleration: float
    final_distance_to_checkpoint: float
    total_reward: float

    @classmethod
    def from_info(cls, info: Mapping[str, Any]) -> Self:
        """Read it out of the final info of one environment."""
        return cls(
            outcome=str(info['outcome']),
            steps=int(info['steps']),
            distance_travelled=float(info['distance_travelled']),
            average_linear_acceleration=float(info['average_linear_acceleration']),
            final_distance_to_checkpoint=float(info['final_distance_to_checkpoint']),
            total_reward=float(info['total_reward']),
        )

    @property
    def reached(self) -> bool:
        """Whether the checkpoint was reached without collision."""
        return self.outcome == REACHED

    @property
    def score(self) -> float:
        """What the scorer gives for it; nan unless the checkpoint was reached."""
        if not self.reached:
            return math.nan
        return scoring.score(self.steps, self.distance_travelled, self.average_linear_acceleration)

    def record(self) -> dict[str, Any]:
        """Return plain values for a file."""
        return asdict(self) | {'score': self.score}
