"""Make the learner: Stable-Baselines3's PPO with the settings of a run."""

import torch
from stable_baselines3 import PPO
from stable_baselines3.common.type_aliases import Schedule
from stable_baselines3.common.utils import LinearSchedule
from stable_baselines3.common.vec_env import VecEnv

from policy_trainer.config import TrainingConfig
from policy_trainer.network import policy_arguments
from policy_trainer.seeds import Stream, derived_seed


def make_ppo(config: TrainingConfig, env: VecEnv) -> PPO:
    """Return a PPO with new weights; the same seed gives the same weights."""
    torch.manual_seed(derived_seed(config.seed, Stream.WEIGHTS))
    ppo = config.ppo
    return PPO(
        'MlpPolicy',
        env,
        learning_rate=_schedule(ppo.learning_rate, ppo.learning_rate_decays),
        n_steps=ppo.n_steps,
        batch_size=ppo.batch_size,
        n_epochs=ppo.n_epochs,
        gamma=ppo.gamma,
        gae_lambda=ppo.gae_lambda,
        clip_range=_schedule(ppo.clip_range, ppo.clip_range_decays),
        ent_coef=ppo.entropy_coefficient,
        vf_coef=ppo.value_coefficient,
        max_grad_norm=ppo.max_gradient_norm,
        policy_kwargs=policy_arguments(config.network, ppo.adam_epsilon),
        device='cpu',
    )


def _schedule(value: float, decays: bool) -> float | Schedule:
    return LinearSchedule(value, 0.0, 1.0) if decays else value
