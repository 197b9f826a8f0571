"""Make the learner of ``algorithm: a2c``."""

from stable_baselines3 import A2C
from stable_baselines3.common.vec_env import VecEnv

from policy_trainer.config import TrainingConfig
from policy_trainer.masked_rollouts import MaskedRolloutBuffer
from policy_trainer.network import policy_arguments
from policy_trainer.schedules import schedule


def make_a2c(config: TrainingConfig, env: VecEnv) -> A2C:
    """Return an A2C with new weights, drawn from torch's generator."""
    a2c = config.a2c
    return A2C(
        'MlpPolicy',
        env,
        learning_rate=schedule(a2c.learning_rate, a2c.learning_rate_decays),
        n_steps=a2c.n_steps,
        gamma=a2c.gamma,
        gae_lambda=a2c.gae_lambda,
        ent_coef=a2c.entropy_coefficient,
        vf_coef=a2c.value_coefficient,
        max_grad_norm=a2c.max_gradient_norm,
        rms_prop_eps=a2c.rms_prop_epsilon,
        policy_kwargs=policy_arguments(config.network),
        device='cpu',
        rollout_buffer_class=MaskedRolloutBuffer,
        rollout_buffer_kwargs={'missing': lambda: getattr(env, 'missing', None)},
    )
