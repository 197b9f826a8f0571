"""Collect steps so that environments in other processes drive while the learner works."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stable_baselines3.common.buffers import RolloutBuffer
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.on_policy_algorithm import OnPolicyAlgorithm
from stable_baselines3.common.policies import ActorCriticPolicy
from stable_baselines3.common.vec_env import VecEnv


class OverlappedRollouts(OnPolicyAlgorithm):
    """Asks for the next step before it takes in the last one; to be named before the algorithm.

    While the environments drive, the observations get their values, the callback is told and the
    buffer filled. With discrete actions it collects what ``OnPolicyAlgorithm`` does, to the bit.
    When the callback says stop, environments may have driven one step more than it was told of.
    """

    @torch.no_grad()
    def collect_rollouts(
        self,
        env: VecEnv,
        callback: BaseCallback,
        rollout_buffer: RolloutBuffer,
        n_rollout_steps: int,
    ) -> bool:
        """Fill the buffer with steps of the present policy; returns whether to go on."""
        self.policy.set_training_mode(False)
        rollout_buffer.reset()
        callback.on_rollout_start()
        step: _Step | None = None
        for _ in range(n_rollout_steps):
            assert isinstance(self._last_obs, np.ndarray)
            assert self._last_episode_starts is not None
            following = _Step(self.policy, self._last_obs, self._last_episode_starts)
            env.step_async(following.actions.numpy())
            if step is not None and not self._take_in(step, callback, rollout_buffer):
                return False
            step = following
            step.judge()
            observations, step.rewards, step.ended, step.infos = env.step_wait()
            assert isinstance(observations, np.ndarray)
            self._last_obs, self._last_episode_starts = observations, step.ended
        assert step is not None
        if not self._take_in(step, callback, rollout_buffer):
            return False
        assert isinstance(self._last_obs, np.ndarray)
        rollout_buffer.compute_returns_and_advantage(self._values(self._last_obs), step.ended)
        callback.on_rollout_end()
        return True

    def _take_in(self, step: '_Step', callback: BaseCallback, buffer: RolloutBuffer) -> bool:
        """Count a step, tell of it and keep it; returns False if the callback says stop."""
        self.num_timesteps += len(step.ended)
        callback.update_locals({'infos': step.infos})
        if not callback.on_step():
            return False
        self._update_info_buffer(step.infos, step.ended)
        for row in np.flatnonzero(step.ended):
            info = step.infos[row]
            if info['TimeLimit.truncated']:  # what would have come still counts
                step.rewards[row] += self.gamma * self._values(info['terminal_observation'])[0]
        buffer.add(
            step.observations,
            step.actions.numpy(),
            step.rewards,
            step.starts,
            step.values,
            step.log_probabilities,
        )
        return True

    def _values(self, observations: NDArray[np.float32]) -> torch.Tensor:
        """Return the values (n, 1) of observations (n, slots), or of one (slots,)."""
        return self.policy.predict_values(self.policy.obs_to_tensor(observations)[0])


class _Step:
    """A step of n environments: first what the policy decides, then what came of it."""

    rewards: NDArray[np.float32]
    ended: NDArray[np.bool_]
    infos: list[dict[str, Any]]

    def __init__(
        self,
        policy: ActorCriticPolicy,
        observations: NDArray[np.float32],
        starts: NDArray[np.bool_],
    ) -> None:
        """Draw the actions."""
        self.observations, self.starts = observations, starts
        self._policy = policy
        features = policy.extract_features(torch.as_tensor(observations))
        assert isinstance(features, torch.Tensor)  # of both networks
        self._features = features
        hidden = policy.mlp_extractor.forward_actor(features)
        self._choices = policy._get_action_dist_from_latent(hidden)
        self.actions = self._choices.get_actions()

    def judge(self) -> None:
        """Work out what only learning needs: values and the logarithms of probabilities."""
        hidden = self._policy.mlp_extractor.forward_critic(self._features)
        self.values = self._policy.value_net(hidden)
        self.log_probabilities = self._choices.log_prob(self.actions)
