"""What a learner says of its latest update."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Losses:
    """The numbers of an update; nan before the first, and where the algorithm has no such number.

    entropy [nat]: mean of the action distribution. approximate_kl [nat]: between the policies
    before and after.
    """

    policy_loss: float = math.nan
    value_loss: float = math.nan
    entropy: float = math.nan
    approximate_kl: float = math.nan

    @classmethod
    def from_log(cls, logged: Mapping[str, Any]) -> Self:
        """Read them out of what Stable-Baselines3 logs; PPO, A2C and DQN have their own names."""

        def value(*names: str) -> float:
            return next((float(logged[name]) for name in names if name in logged), math.nan)

        return cls(
            policy_loss=value('train/policy_gradient_loss', 'train/policy_loss'),
            value_loss=value('train/value_loss', 'train/loss'),
            entropy=-value('train/entropy_loss'),
            approximate_kl=value('train/approx_kl'),
        )
