import gymnasium as gym
import numpy as np
import pytest
from mars_world.world import WorldError, load_world
from rover_env.random_env import RandomWorldEnv

STRAIGHT = 2


@pytest.fixture(scope='module')
def env():
    return gym.make('MarsRandom-v1', model='fast').unwrapped


def drive(env, seed):
    observation, info = env.reset(seed=seed)
    seen = [observation]
    for action in (STRAIGHT, 0, 1):
        observation, reward, *_ = env.step(action)
        seen.append(np.append(observation, reward))
    return [row.tobytes() for row in seen], info


def test_a_seed_goes_to_the_world_of_that_seed(env):
    _, info = env.reset(seed=7)
    start = load_world('mars-random:7').file.start
    assert info['world'] == 'mars-random:7'
    at = info['variables']
    assert (at['x'], at['y'], at['yaw']) == pytest.approx((start.x, start.y, start.yaw), abs=0.05)


def test_same_seed_and_same_actions_give_the_same_bytes_whatever_came_between(env):
    first, _ = drive(env, 5)
    drive(env, 6)
    assert drive(env, 5)[0] == first


def test_without_a_seed_each_reset_draws_a_world_and_draws_the_same_ones_again(env):
    def worlds():
        names = [env.reset(seed=5)[1]['world']]
        return names + [env.reset()[1]['world'] for _ in range(3)]

    drawn = worlds()
    assert len(set(drawn)) == 4
    assert worlds() == drawn


def test_a_seed_beyond_the_worlds_goes_to_one_of_them(env):
    assert env.reset(seed=2**31 + 3)[1]['world'] == 'mars-random:3'


def test_one_world_is_no_family():
    env = RandomWorldEnv('training_grounds', model='fast')
    with pytest.raises(WorldError, match='one world, which takes no seed'):
        env.reset(seed=1)


def test_the_batched_environment_has_as_many_worlds_as_asked_for():
    envs = gym.make_vec('jezero/MarsRandom-v1', num_envs=3, n_worlds=2)
    names = [world.file.name for world in envs.unwrapped.worlds]
    assert names == ['mars-random-0', 'mars-random-1']
    observations, _ = envs.reset(seed=0)
    assert envs.observation_space.contains(observations)
