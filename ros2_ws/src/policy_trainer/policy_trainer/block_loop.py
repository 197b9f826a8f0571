"""Cut training into blocks that each begin like a new process would."""

from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

import numpy as np
import torch
from stable_baselines3.common.callbacks import BaseCallback

from policy_trainer.seeds import Stream, derived_seed


@dataclass(frozen=True)
class UpdateTimes:
    """Wall time of one iteration: driving to collect steps, then learning from them."""

    driving_s: float
    learning_s: float


class BlockListener(Protocol):
    """Who is told what the loop does."""

    def after_step(self, infos: list[dict[str, Any]]) -> bool:
        """Take the infos of all environments; False stops in the middle of a block."""

    def after_update(self, times: UpdateTimes) -> None:
        """Learn that the network has been updated, and how long that took."""

    def between_blocks(self, block: int) -> bool:
        """Learn which block is about to start, also after the last one; False stops."""


class BlockLoop(BaseCallback):
    """Starts each block anew, tells a listener, and stops training when the listener says so.

    At the start of a block every episode starts anew and every random generator is seeded from the
    run's seed and the block's number. So a block depends on the weights and the optimiser at its
    start and on nothing else, whichever process drives it.
    """

    def __init__(self, run_seed: int, block_timesteps: int, listener: BlockListener) -> None:
        super().__init__()
        self._run_seed = run_seed
        self._block_timesteps = block_timesteps
        self._listener = listener
        self._go_on = True
        self._rollouts = 0
        self._driving_since_s = self._learning_since_s = 0.0

    def _on_rollout_start(self) -> None:
        # Stable-Baselines3 calls nothing right after an update: this is the next thing it calls.
        if self._rollouts:
            self._tell_update()
        self._rollouts += 1
        block, inside = divmod(self.model.num_timesteps, self._block_timesteps)
        if not inside:
            self._go_on = self._listener.between_blocks(block)
            if self._go_on:
                self._start_block(block)
        self._driving_since_s = monotonic()

    def _on_rollout_end(self) -> None:
        self._learning_since_s = monotonic()

    def _on_step(self) -> bool:
        self._go_on = self._go_on and self._listener.after_step(self.locals['infos'])
        return self._go_on

    def _on_training_end(self) -> None:
        block, inside = divmod(self.model.num_timesteps, self._block_timesteps)
        if self._go_on and not inside:
            if self._rollouts:
                self._tell_update()
            self._listener.between_blocks(block)

    def _tell_update(self) -> None:
        driving_s = self._learning_since_s - self._driving_since_s
        self._listener.after_update(UpdateTimes(driving_s, monotonic() - self._learning_since_s))

    def _start_block(self, block: int) -> None:
        sampling_seed = derived_seed(self._run_seed, Stream.SAMPLING, block)
        torch.manual_seed(sampling_seed)  # actions
        np.random.seed(sampling_seed)  # Stable-Baselines3 draws minibatches with this generator
        self.model.action_space.seed(sampling_seed)  # and the random actions of DQN with this
        self.training_env.seed(derived_seed(self._run_seed, Stream.EPISODES, block))
        observations = self.training_env.reset()
        assert isinstance(observations, np.ndarray)
        # Stable-Baselines3 has no public way to start episodes anew in the middle of learn().
        self.model._last_obs = observations
        self.model._last_episode_starts = np.ones(self.training_env.num_envs, dtype=bool)
