"""How a training session ended."""

from dataclasses import dataclass
from enum import StrEnum


class EndReason(StrEnum):
    """Why a session ended. Only a run that was stopped is meant to go on."""

    SOLVED = 'solved'
    STEP_LIMIT = 'step limit'
    TIME_LIMIT = 'time limit'
    STOPPED = 'stopped'


@dataclass(frozen=True)
class TrainingResult:
    """What a session came to. policy_exported: whether the run folder holds a policy."""

    reason: EndReason
    timesteps: int
    wall_time_s: float
    policy_exported: bool

    def summary(self) -> str:
        """Return how it ended as one sentence."""
        return f'{self.reason} at {self.timesteps:,} steps after {self.wall_time_s:.0f} s'
