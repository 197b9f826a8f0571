"""Make the learner of ``algorithm: dqn``, and keep what only it has to remember."""

from typing import Any

import numpy as np
import torch
from stable_baselines3 import DQN
from stable_baselines3.common.vec_env import VecEnv

from policy_trainer.config import TrainingConfig
from policy_trainer.network import q_network_arguments
from policy_trainer.schedules import schedule

_BUFFERED = ('observations', 'next_observations', 'actions', 'rewards', 'dones', 'timeouts')


def make_dqn(config: TrainingConfig, env: VecEnv) -> DQN:
    """Return a DQN with new weights, drawn from torch's generator, and an empty replay buffer."""
    dqn = config.dqn
    return DQN(
        'MlpPolicy',
        env,
        learning_rate=schedule(dqn.learning_rate, dqn.learning_rate_decays),
        buffer_size=dqn.buffer_size,
        learning_starts=dqn.learning_starts,
        batch_size=dqn.batch_size,
        gamma=dqn.gamma,
        train_freq=dqn.n_steps,
        gradient_steps=dqn.gradient_steps,
        target_update_interval=dqn.target_update_timesteps,
        exploration_fraction=dqn.exploration_share,
        exploration_initial_eps=dqn.first_exploration,
        exploration_final_eps=dqn.last_exploration,
        max_grad_norm=dqn.max_gradient_norm,
        policy_kwargs=q_network_arguments(config.network, dqn.adam_epsilon),
        device='cpu',
    )


def memory_of(model: DQN) -> dict[str, Any]:
    """Return the replay buffer and the counters of exploration, as tensors and numbers."""
    buffer = model.replay_buffer
    assert buffer is not None
    filled = buffer.buffer_size if buffer.full else buffer.pos
    steps = {name: torch.from_numpy(getattr(buffer, name)[:filled]) for name in _BUFFERED}
    return {
        'steps': steps,
        'position': buffer.pos,
        'full': buffer.full,
        'n_calls': model._n_calls,
        'exploration_rate': model.exploration_rate,
    }


def remember(model: DQN, memory: dict[str, Any]) -> None:
    """Put back what ``memory_of`` gave, into a model with a buffer of the same size."""
    buffer = model.replay_buffer
    assert buffer is not None
    for name, values in memory['steps'].items():
        np.copyto(getattr(buffer, name)[: len(values)], values.numpy())
    buffer.pos, buffer.full = memory['position'], memory['full']
    model._n_calls = memory['n_calls']
    model.exploration_rate = memory['exploration_rate']
