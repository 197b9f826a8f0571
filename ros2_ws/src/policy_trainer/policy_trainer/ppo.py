"""Make the learner of ``algorithm: ppo``."""

from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import VecEnv

from policy_trainer.config import TrainingConfig
from policy_trainer.masked_rollouts import MaskedRolloutBuffer
from policy_trainer.network import policy_arguments
from policy_trainer.schedules import schedule


def make_ppo(config: TrainingConfig, env: VecEnv) -> PPO:
    """Return a PPO with new weights, drawn from torch's generator."""
    ppo = config.ppo
    return PPO(
        'MlpPolicy',
        env,
        learning_rate=schedule(ppo.learning_rate, ppo.learning_rate_decays),
        n_steps=ppo.n_steps,
        batch_size=ppo.batch_size,
        n_epochs=ppo.n_epochs,
        gamma=ppo.gamma,
        gae_lambda=ppo.gae_lambda,
        clip_range=schedule(ppo.clip_range, ppo.clip_range_decays),
        ent_coef=ppo.entropy_coefficient,
        vf_coef=ppo.value_coefficient,
        max_grad_norm=ppo.max_gradient_norm,
        policy_kwargs=policy_arguments(config.network, ppo.adam_epsilon),
        device='cpu',
        rollout_buffer_class=MaskedRolloutBuffer,
        rollout_buffer_kwargs={'missing': lambda: getattr(env, 'missing', None)},
    )
