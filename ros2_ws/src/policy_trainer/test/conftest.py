"""A task of a few steps with the rover's observations and actions: drive straight to the end."""

from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray
from policy_trainer.config_file import Settings
from policy_trainer.json_lines import read_json_lines
from policy_trainer.run_folder import RunFolder
from rover_env.spec import ACTION_NAMES, OBSERVATION, OBSERVATION_SIZE, slot

STRAIGHT = ACTION_NAMES.index('straight')
LEFT = ACTION_NAMES.index('left')
END_M = 6.0
SIDE_M = 2.0
STEP_LIMIT = 20


class Corridor(gym.vector.VectorEnv[Any, Any, Any]):
    """n rovers in a corridor: straight goes 1 m on, left and right 1 m aside, into a wall at 2 m.

    Starts are random; a step limit truncates. Resets in the step an episode ends.
    """

    metadata = {'autoreset_mode': AutoresetMode.SAME_STEP}

    def __init__(self, num_envs: int) -> None:
        self.num_envs = num_envs
        low = np.repeat([s.low for s in OBSERVATION], [s.size for s in OBSERVATION])
        high = np.repeat([s.high for s in OBSERVATION], [s.size for s in OBSERVATION])
        self.single_observation_space = gym.spaces.Box(
            low.astype(np.float32), high.astype(np.float32)
        )
        self.single_action_space = gym.spaces.Discrete(len(ACTION_NAMES))
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._x_m = np.zeros(num_envs)
        self._y_m = np.zeros(num_envs)
        self._steps = np.zeros(num_envs, np.int64)
        self._reward = np.zeros(num_envs)
        self._observations = np.zeros((num_envs, OBSERVATION_SIZE), np.float32)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        if seed is not None:
            self._np_random = np.random.default_rng(seed)
        self._begin(np.arange(self.num_envs))
        return self._observe(), {}

    def step(
        self, actions: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[Any], NDArray[Any], NDArray[Any], dict[str, Any]]:
        self._x_m += actions == STRAIGHT
        self._y_m += np.where(actions == STRAIGHT, 0.0, np.where(actions == LEFT, 1.0, -1.0))
        self._steps += 1
        reached, crashed = self._x_m >= END_M, np.abs(self._y_m) >= SIDE_M
        truncated = (self._steps >= STEP_LIMIT) & ~reached & ~crashed
        rewards = 1.0 * reached - 1.0 * crashed
        self._reward += rewards
        done = np.flatnonzero(reached | crashed | truncated)
        info = self._final_info(done, reached, crashed) if len(done) else {}
        self._begin(done)
        return self._observe(), rewards, reached | crashed, truncated, info

    def _begin(self, rovers: NDArray[np.intp]) -> None:
        self._x_m[rovers] = self.np_random.integers(0, 3, len(rovers))
        self._y_m[rovers] = self.np_random.integers(-1, 2, len(rovers))
        self._steps[rovers] = 0
        self._reward[rovers] = 0.0

    def _observe(self) -> NDArray[np.float32]:
        self._observations[:, slot('goal_distance').start] = END_M - self._x_m
        self._observations[:, slot('goal_sin').start] = self._y_m / SIDE_M
        return self._observations  # reused, as a fast environment may

    def _final_info(
        self, done: NDArray[np.intp], reached: NDArray[np.bool_], crashed: NDArray[np.bool_]
    ) -> dict[str, Any]:
        outcome = np.where(reached, 'reached', np.where(crashed, 'collision', 'driving'))
        mask = np.zeros(self.num_envs, np.bool_)
        mask[done] = True
        return {
            'final_obs': self._observe().copy(),
            '_final_obs': mask,
            'final_info': {
                'outcome': outcome,
                'steps': self._steps.copy(),
                'distance_travelled': self._steps * 1.0,
                'average_linear_acceleration': np.zeros(self.num_envs),
                'final_distance_to_checkpoint': END_M - self._x_m,
                'total_reward': self._reward.copy(),
            },
            '_final_info': mask,
        }


class CorridorEnvironments:
    """The environments of a run in the corridor."""

    def training(self) -> Corridor:
        return Corridor(8)

    def screening(self) -> Corridor:
        return Corridor(4)

    def evaluation(self) -> Corridor:
        return Corridor(5)

    def close(self) -> None:
        pass


@pytest.fixture
def corridor() -> Corridor:
    return Corridor(3)


@pytest.fixture(scope='session')
def environments() -> CorridorEnvironments:
    return CorridorEnvironments()


@pytest.fixture(scope='session')
def tiny_run() -> Settings:
    """Settings of a run with the rover's own environments: two blocks of some seconds."""
    return {
        'total_timesteps': 1024,
        'block_updates': 2,
        'environment': {'n_rovers': 8, 'threads': 1},
        'ppo': {'n_steps': 32, 'batch_size': 64},
        'network': {'hidden_sizes': [16]},
        'evaluation': {
            'physics': 'fast', 'starts': 2, 'n_rovers': 2, 'step_limit': 20, 'threads': 1
        },
    }  # fmt: skip


OF_ONE_PROCESS = {'wall_time_s', 'train/n_updates', 'time/driving_s', 'time/learning_s'}


@pytest.fixture
def assert_same_run() -> Callable[[RunFolder, RunFolder], None]:
    """Compare two runs to the bit: last checkpoint, metrics apart from times, and episodes."""
    import torch

    def timeless(record: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in record.items() if name not in OF_ONE_PROCESS}

    def assert_same_content(one: Any, two: Any, where: str) -> None:  # noqa: ANN401
        assert type(one) is type(two), where
        if isinstance(one, dict):
            assert one.keys() == two.keys(), where
            for name in one:
                assert_same_content(one[name], two[name], f'{where}: {name}')
        elif isinstance(one, torch.Tensor):
            assert torch.equal(one, two), where
        else:
            assert one == two, where

    def compare(first: RunFolder, second: RunFolder) -> None:
        one, two = (torch.load(run.last_checkpoint, weights_only=True) for run in (first, second))
        assert_same_content(one, two, 'checkpoint')
        one, two = (list(map(timeless, read_json_lines(run.metrics))) for run in (first, second))
        assert one == two
        assert first.episodes.read_bytes() == second.episodes.read_bytes()

    return compare
