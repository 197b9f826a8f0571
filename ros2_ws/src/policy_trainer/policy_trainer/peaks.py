"""The best that the training episodes of a run have come to so far."""

import math
from dataclasses import dataclass

import numpy as np

from policy_trainer.episodes import EpisodeEnd


@dataclass
class Peaks:
    """Best score, most reward and smallest final distance [m]; nan before the first."""

    best_score: float = math.nan
    best_reward: float = math.nan
    nearest_m: float = math.nan

    def add(self, end: EpisodeEnd) -> None:
        """Take an episode."""
        self.best_score = float(np.fmax(self.best_score, end.score))
        self.best_reward = float(np.fmax(self.best_reward, end.total_reward))
        self.nearest_m = float(np.fmin(self.nearest_m, end.final_distance_to_checkpoint))
