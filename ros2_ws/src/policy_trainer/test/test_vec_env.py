"""The adapter: what Stable-Baselines3 is told of the ends of episodes."""

import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, VectorEnv
from policy_trainer.vec_env import Sb3VectorEnv
from rover_env.spec import ACTION_NAMES, slot

STRAIGHT = ACTION_NAMES.index('straight')
LEFT = ACTION_NAMES.index('left')
RIGHT = ACTION_NAMES.index('right')
DISTANCE = slot('goal_distance').start


def _drive_to_an_end(env: Sb3VectorEnv, actions: list[int]):
    """Repeat the actions until environment 0 ends; returns its last step."""
    for _ in range(30):
        for action in actions:
            observations, rewards, dones, infos = env.step(np.full(env.num_envs, action))
            if dones[0]:
                return observations, rewards, infos[0]
    raise AssertionError('no episode ended')


def test_the_terminal_observation_is_the_old_episodes_and_the_returned_one_the_news(
    corridor,
) -> None:
    env = Sb3VectorEnv(corridor)
    env.seed(0)
    env.reset()
    observations, rewards, info = _drive_to_an_end(env, [STRAIGHT])
    assert info['terminal_observation'][DISTANCE] == 0.0
    assert observations[0, DISTANCE] > 0.0
    assert rewards[0] == 1.0
    assert (info['outcome'], info['TimeLimit.truncated']) == ('reached', False)


def test_only_a_step_limit_is_told_as_truncation(corridor) -> None:
    env = Sb3VectorEnv(corridor)
    env.seed(0)
    env.reset()
    _, _, crashed = _drive_to_an_end(env, [LEFT])
    assert (crashed['outcome'], crashed['TimeLimit.truncated']) == ('collision', False)
    env.seed(1)
    while env.reset()[0, slot('goal_sin').start] != 0.0:
        pass
    _, _, late = _drive_to_an_end(env, [LEFT, RIGHT])
    assert (late['outcome'], late['TimeLimit.truncated']) == ('driving', True)


def test_observations_stay_as_they_were_when_the_environment_reuses_its_memory(corridor) -> None:
    env = Sb3VectorEnv(corridor)
    env.seed(0)
    first = env.reset()
    copy = first.copy()
    second, *_ = env.step(np.full(3, STRAIGHT))
    assert np.array_equal(first, copy)
    assert not np.array_equal(first, second)


def test_a_seed_gives_the_same_episodes_again(corridor) -> None:
    env = Sb3VectorEnv(corridor)
    env.seed(5)
    first = env.reset()
    env.step(np.full(3, STRAIGHT))
    env.seed(5)
    assert np.array_equal(env.reset(), first)


def test_an_environment_that_resets_a_step_late_is_refused() -> None:
    env = VectorEnv()
    env.metadata = {'autoreset_mode': AutoresetMode.NEXT_STEP}
    with pytest.raises(ValueError, match='needs AutoresetMode.SAME_STEP'):
        Sb3VectorEnv(env)
