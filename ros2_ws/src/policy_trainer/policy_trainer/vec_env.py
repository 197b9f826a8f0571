"""Let Stable-Baselines3 learn in a Gymnasium VectorEnv."""

from collections.abc import Sequence
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray
from stable_baselines3.common.vec_env import VecEnv
from stable_baselines3.common.vec_env.base_vec_env import VecEnvIndices, VecEnvStepReturn

from policy_trainer.drive_recorder import Columns


class Sb3VectorEnv(VecEnv):
    """Adapter around a VectorEnv that resets an environment in the step its episode ends.

    The info of such a step holds ``terminal_observation``, the observation the episode ended with,
    ``TimeLimit.truncated``, True only where a limit cut the episode and the goal of learning still
    counts what would have come, and all entries of the environment's own final info.

    step_columns: what the environment tells of the last step, see RoverVectorEnv; or none.
    missing: (n,) rows whose last step was not driven, see JoinedVectorEnv; none where all were.
    """

    def __init__(self, env: gym.vector.VectorEnv[Any, Any, Any]) -> None:
        mode = env.metadata.get('autoreset_mode')
        if mode is not AutoresetMode.SAME_STEP:
            raise ValueError(f'autoreset mode is {mode}; training needs {AutoresetMode.SAME_STEP}')
        self._env = env
        self._actions: NDArray[Any] = np.zeros(env.num_envs, dtype=np.int64)
        self._next_seed: int | None = None
        self.step_columns: Columns | None = None
        self.missing: NDArray[np.bool_] | None = None
        super().__init__(env.num_envs, env.single_observation_space, env.single_action_space)

    def seed(self, seed: int | None = None) -> Sequence[int | None]:
        """Seed the next reset; environment i gets seed + i."""
        self._next_seed = seed
        return [None if seed is None else seed + i for i in range(self.num_envs)]

    def reset(self) -> NDArray[np.float32]:
        """Start an episode in every environment; returns (n, slots)."""
        observations, _ = self._env.reset(seed=self._next_seed)
        self._next_seed = None
        return np.array(observations)

    def step_async(self, actions: NDArray[Any]) -> None:
        """Remember the actions, (n,)."""
        self._actions = actions

    def step_wait(self) -> VecEnvStepReturn:
        """Take the step; arrays are the caller's own, as the learner keeps and changes them."""
        observations, rewards, terminated, truncated, info = self._env.step(self._actions)
        done = terminated | truncated
        self.step_columns = info.get('step_columns')
        self.missing = info.get('missing')
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        for i in np.flatnonzero(done).tolist():
            infos[i] = final_info(info, i)
            infos[i]['terminal_observation'] = np.array(info['final_obs'][i])
            infos[i]['TimeLimit.truncated'] = bool(truncated[i] and not terminated[i])
        return np.array(observations), np.array(rewards, dtype=np.float32), done, infos

    def close(self) -> None:
        """Close the environment."""
        self._env.close()

    def get_attr(self, attr_name: str, indices: VecEnvIndices = None) -> list[Any]:
        """Return an attribute of the whole VectorEnv, once for each environment asked for."""
        return [getattr(self._env, attr_name)] * len(list(self._get_indices(indices)))

    def set_attr(self, attr_name: str, value: Any, indices: VecEnvIndices = None) -> None:  # noqa: ANN401
        """Refuse: the environments are one object and have no attributes of their own."""
        raise NotImplementedError('a batched environment has no attributes per environment')

    def env_method(
        self,
        method_name: str,
        *method_args: Any,  # noqa: ANN401
        indices: VecEnvIndices = None,
        **method_kwargs: Any,  # noqa: ANN401
    ) -> list[Any]:
        """Refuse: the environments are one object and have no methods of their own."""
        raise NotImplementedError('a batched environment has no methods per environment')

    def env_is_wrapped(
        self, wrapper_class: type[gym.Wrapper[Any, Any, Any, Any]], indices: VecEnvIndices = None
    ) -> list[bool]:
        """Return False for each: the environments in a batch are not wrapped."""
        return [False] * len(list(self._get_indices(indices)))


def final_info(info: dict[str, Any], index: int) -> dict[str, Any]:
    """Return the final info of one environment whose episode ended in this step, if it has one."""
    batch: dict[str, Any] = info.get('final_info', {})
    if not info['_final_info'][index]:
        return {}
    return {key: value[index] for key, value in batch.items() if not key.startswith('_')}
