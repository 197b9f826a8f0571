"""Make the learner that a run's configuration names."""

from collections.abc import Callable

import torch
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.vec_env import VecEnv

from policy_trainer.a2c import make_a2c
from policy_trainer.config import TrainingConfig
from policy_trainer.dqn import make_dqn
from policy_trainer.ppo import make_ppo
from policy_trainer.seeds import Stream, derived_seed

MAKERS: dict[str, Callable[[TrainingConfig, VecEnv], BaseAlgorithm]] = {
    'ppo': make_ppo,
    'a2c': make_a2c,
    'dqn': make_dqn,
}


def make_learner(config: TrainingConfig, env: VecEnv) -> BaseAlgorithm:
    """Return a learner with new weights; the same seed gives the same weights."""
    torch.manual_seed(derived_seed(config.seed, Stream.WEIGHTS))
    return MAKERS[config.algorithm](config, env)
