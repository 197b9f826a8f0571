"""The end of an episode, as training and tests record it."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from rover_env import score as scoring
from rover_env.outcomes import Outcome

from policy_trainer.json_lines import read_json_lines


@dataclass(frozen=True)
class EpisodeEnd:
    """What an episode came to; fields as rover_env.episode_summary.EpisodeSummary has them.

    seed: of the sensor noise. start_x, start_y [m], start_yaw [rad]: where it began, map frame.
    """

    outcome: str
    steps: int
    distance_travelled: float
    average_linear_acceleration: float
    final_distance_to_checkpoint: float
    total_reward: float
    detail: str = ''
    world: str = ''
    maximum_linear_acceleration: float = math.nan
    power_left: int = 0
    seed: int = 0
    start_x: float = math.nan
    start_y: float = math.nan
    start_yaw: float = math.nan

    @classmethod
    def from_info(cls, info: Mapping[str, Any]) -> Self:
        """Read it out of the final info of one environment."""
        told = {field.name: info[field.name] for field in fields(cls) if field.name in info}
        return cls(**{name: plain(value) for name, value in told.items() if value is not None})

    @property
    def reached(self) -> bool:
        """Whether the checkpoint was reached without collision."""
        return self.outcome == Outcome.REACHED.text

    @property
    def score(self) -> float:
        """What the scorer gives for it; nan unless the checkpoint was reached."""
        if not self.reached:
            return math.nan
        return scoring.score(self.steps, self.distance_travelled, self.average_linear_acceleration)

    def record(self) -> dict[str, Any]:
        """Return plain values for a file."""
        return asdict(self) | {'score': self.score}


def read_ends(path: Path) -> Iterator[EpisodeEnd]:
    """Read the training episodes of an episodes.jsonl, in order; none where there is no file."""
    for record in read_json_lines(path):
        if not record['test']:
            yield EpisodeEnd.from_info(record)


def plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value of numpy as one that JSON knows, any other as it is."""
    return value.item() if isinstance(value, np.generic) else value
