import math
import re
import warnings

import gymnasium as gym
import numpy as np
import pytest
import rover_env  # noqa: F401 - registers the environments
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import check_env
from rover_env.env import RoverEnv
from rover_env.outcomes import Outcome
from rover_env.spec import InvalidActionError
from rover_env.starts import StartError, StartRule
from stable_baselines3.common.env_checker import check_env as check_env_for_sb3

STRAIGHT = 2


@pytest.fixture(scope='module')
def env(yard):
    return RoverEnv(yard(power_supply=100), physics_step_s=0.02)


def drive(env, seed, actions, options=None):
    observation, _ = env.reset(seed=seed, options=options)
    seen = [observation]
    for action in actions:
        observation, reward, terminated, _, info = env.step(action)
        seen.append(np.append(observation, reward))
        if terminated:
            break
    return seen, info


@pytest.mark.parametrize(
    'env_id', ['Mars-v1', 'jezero/Mars-v1', 'jezero/TrainingGrounds-v1', 'jezero/MarsRandom-v1']
)
def test_gymnasium_and_stable_baselines_accept_the_environments(env_id):
    env = gym.make(env_id, physics_step_s=0.02).unwrapped
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        check_env(env, skip_render_check=True)
        check_env_for_sb3(env)


def test_same_seed_and_same_actions_give_the_same_bytes(env):
    actions = [STRAIGHT, 0, 1, STRAIGHT, 0]
    first, _ = drive(env, 5, actions)
    drive(env, 6, [1, 1])
    again, _ = drive(env, 5, actions)
    assert [row.tobytes() for row in first] == [row.tobytes() for row in again]


def test_another_seed_gives_other_noise(env):
    assert not np.array_equal(env.reset(seed=5)[0], env.reset(seed=6)[0])


def test_driving_straight_reaches_the_checkpoint(env):
    _, info = drive(env, 0, [STRAIGHT] * 100)
    assert info['outcome'] == 'reached'
    assert info['final_distance_to_checkpoint'] <= 0.5
    assert info['steps'] == info['variables']['steps'] == 20
    assert info['distance_travelled'] == pytest.approx(4.6, abs=0.1)
    assert info['duration'] == pytest.approx(6.0)
    assert set(info['reward_terms']) == {'progress', 'time', 'failure', 'goal', 'clearance'}


def test_the_distance_of_a_straight_drive_is_its_length(yard):
    rails = {'x_min': -5.0, 'x_max': 15.0, 'y_min': -5.0, 'y_max': 5.0}
    ahead = {'x': 14.0, 'y': 0.0, 'radius': 0.5}
    env = RoverEnv(yard(rails=rails, checkpoint=ahead, power_supply=100))
    start = env.reset(seed=0)[1]['variables']
    for _ in range(45):
        info = env.step(STRAIGHT)[4]
    end = info['variables']
    length_m = math.dist((start['x'], start['y']), (end['x'], end['y']))
    assert length_m > 10.0
    assert end['distance_travelled'] == pytest.approx(length_m, rel=5e-3)


def test_driving_at_the_stone_is_a_collision(env):
    seen, info = drive(env, 0, [STRAIGHT] * 100, {'x': -2.0, 'y': 1.4, 'yaw': 0.0})
    assert info['outcome'] == 'collision'
    assert re.fullmatch(r'LIDAR range 0\.4\d\d m', info['detail'])
    assert info['reward_terms']['failure'] < 0.0


def test_a_step_without_an_episode_asks_for_a_reset(env):
    drive(env, 0, [STRAIGHT] * 100)
    with pytest.raises(ResetNeeded, match='outcome reached.*call reset'):
        env.step(STRAIGHT)


@pytest.mark.parametrize('action', [7, -1, 1.0, np.array([1, 1])])
def test_an_impossible_action_is_an_error_and_never_straight_ahead(env, action):
    env.reset(seed=0)
    with pytest.raises(InvalidActionError):
        env.step(action)
    assert env.step(STRAIGHT)[4]['variables']['steps'] == 1


@pytest.mark.parametrize(
    ('options', 'sentence'),
    [
        ({'speed': 1.0}, "'speed' is unknown; use x, y, yaw"),
        ({'x': 1.0}, 'name x only; give x, y and yaw'),
        ({'start_jitter': 'much'}, "start_jitter is 'much'; needs a number"),
        ({'yaw_jitter': float('nan')}, 'yaw_jitter is nan; needs a finite number'),
        ({'start_jitter': -1.0}, 'start_jitter_m is -1.0; needs 0 or more'),
    ],
)
def test_a_reset_option_that_is_not_understood_is_named(env, options, sentence):
    with pytest.raises(StartError, match=sentence):
        env.reset(seed=0, options=options)


def test_a_pose_and_its_jitter_are_where_the_rover_starts(env):
    starts = []
    for seed in range(5):
        options = {'x': 0.0, 'y': -2.0, 'yaw': 1.0, 'start_jitter': 0.3, 'yaw_jitter': 0.2}
        at = env.reset(seed=seed, options=options)[1]['variables']
        starts.append((at['x'], at['y'], at['yaw']))
    offsets = np.abs(np.array(starts) - [0.0, -2.0, 1.0])
    assert (offsets < [0.35, 0.35, 0.25]).all()
    assert (np.ptp(starts, axis=0) > 0.05).all()


def test_random_starts_are_inside_the_rails_and_clear_of_the_stone(yard):
    env = RoverEnv(yard(), starts=StartRule(random_share=1.0), physics_step_s=0.02)
    places = []
    for seed in range(30):
        at = env.reset(seed=seed)[1]['variables']
        places.append((at['x'], at['y']))
    places = np.array(places)
    assert (np.abs(places) < 5.0).all()
    assert (np.linalg.norm(places - [1.5, 1.4], axis=1) > 1.2).all()
    assert (np.ptp(places, axis=0) > 3.0).all()


def test_a_world_without_room_for_random_starts_says_so(yard):
    stones = {'kind': 'monolith', 'name': 'wall', 'x': 0.0, 'y': 0.0, 'size': (12, 12, 2)}
    env = RoverEnv(yard(objects=[stones]), starts=StartRule(random_share=1.0))
    with pytest.raises(StartError, match='no place to start at random'):
        env.reset(seed=0)


def test_outcomes_in_infos_are_those_that_are_published(env):
    _, info = env.reset(seed=0)
    assert info['outcome'] == Outcome.DRIVING.text == 'driving'
