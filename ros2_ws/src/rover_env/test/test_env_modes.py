"""What the environments show and how they are driven, in every mode."""

import warnings
from itertools import product

import gymnasium as gym
import numpy as np
import pytest
import rover_env  # noqa: F401 - registers the environments
from gymnasium.utils.env_checker import check_env
from rover_env.env import RoverEnv
from rover_env.spaces import ACTION_KINDS, OBSERVATIONS
from rover_env.spec import DRIVE_SPEED_MPS, TURN_RADIUS_M, InvalidActionError, slot
from stable_baselines3 import PPO
from stable_baselines3.common.env_checker import check_env as check_env_for_sb3

pytestmark = pytest.mark.pictures

STRAIGHT, FULL = 2, 1.0


@pytest.fixture
def make(yard):
    def build(**options):
        return RoverEnv(yard(power_supply=100), **({'physics_step_s': 0.02} | options))

    return build


@pytest.mark.parametrize(
    ('env_id', 'observations', 'actions'),
    [
        *(('TrainingGrounds-v1', *mode) for mode in product(OBSERVATIONS, ACTION_KINDS)),
        ('Mars-v1', 'camera', 'discrete'),
        ('jezero/Mars-v1', 'both', 'continuous'),
        ('MarsRandom-v1', 'both', 'continuous'),
    ],
)
def test_gymnasium_and_stable_baselines_accept_every_mode(env_id, observations, actions):
    env = gym.make(env_id, model='fast', observations=observations, actions=actions).unwrapped
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        check_env(env, skip_render_check=True)
        check_env_for_sb3(env)


def test_the_camera_shows_the_stone_ahead_and_it_grows(make):
    env = make(observations='camera')
    ahead = {'x': -3.0, 'y': 1.4, 'yaw': 0.0}
    far, _ = env.reset(seed=0, options=ahead)
    for _ in range(8):
        near, *_ = env.step(STRAIGHT)
    assert (far.shape, far.dtype) == ((120, 160, 3), np.uint8)

    def stony(picture):
        # The sky is black here, and the stone is before it.
        return (picture[:50].max(axis=2) > 20).sum()

    assert 0 < stony(far) < stony(near)


def test_both_is_the_vector_and_the_picture_of_the_single_modes(make):
    shown = {kind: make(observations=kind) for kind in ('lidar', 'camera', 'both')}
    first = {kind: env.reset(seed=4)[0] for kind, env in shown.items()}
    second = {kind: env.step(0)[0] for kind, env in shown.items()}
    for seen in (first, second):
        assert seen['both']['lidar'].tobytes() == seen['lidar'].tobytes()
        assert seen['both']['camera'].tobytes() == seen['camera'].tobytes()


def test_pictures_repeat_with_the_seed_and_their_noise_can_be_turned_off(make):
    noisy, clean = make(observations='camera'), make(observations='camera', camera_noise=0.0)
    assert noisy.reset(seed=4)[0].tobytes() == noisy.reset(seed=4)[0].tobytes()
    error = noisy.reset(seed=4)[0].astype(float) - clean.reset(seed=4)[0]
    assert error[60:].std() == pytest.approx(0.007 * 255, rel=0.1)


@pytest.mark.parametrize(('pair', 'action'), [((1.0, 1.0), 0), ((-1.0, 1.0), 1), ((0.0, 1.0), 2)])
def test_the_ends_of_the_continuous_actions_are_the_discrete_ones(make, pair, action):
    continuous, discrete = make(actions='continuous'), make()
    for env in (continuous, discrete):
        env.reset(seed=1)
    for _ in range(4):
        seen, reward, _, _, info = continuous.step(np.array(pair, np.float32))
        expected, expected_reward, _, _, expected_info = discrete.step(action)
        assert seen == pytest.approx(expected, abs=1e-6)
        assert reward == pytest.approx(expected_reward)
        assert info['variables'] == pytest.approx(expected_info['variables'], abs=1e-6)


def test_steering_and_throttle_are_what_the_reward_function_sees(make):
    env = make(actions='continuous')
    env.reset(seed=1)
    for _ in range(6):
        seen, *_, info = env.step(np.array([0.5, 0.0], np.float32))
    assert info['variables']['steering'] == 0.5
    assert info['variables']['throttle'] == 0.5
    speed = 0.5 * DRIVE_SPEED_MPS
    assert seen[slot('forward_speed').start] == pytest.approx(speed, rel=0.05)
    assert seen[slot('yaw_rate').start] == pytest.approx(0.5 * speed / TURN_RADIUS_M, rel=0.1)
    assert seen[slot('last_action').indices].tolist() == [0.25, 0.0, 0.25]


def test_without_throttle_the_rover_stays(make):
    env = make(actions='continuous')
    before = env.reset(seed=1)[1]['variables']
    for _ in range(4):
        info = env.step(np.array([1.0, -1.0], np.float32))[4]
    after = info['variables']
    assert (after['x'], after['y']) == pytest.approx((before['x'], before['y']), abs=1e-3)
    assert after['throttle'] == 0.0


def test_info_tells_whether_the_actions_are_those_of_official_scores(make):
    for actions, official, action in (
        ('discrete', True, STRAIGHT),
        ('continuous', False, np.zeros(2, np.float32)),
    ):
        env = make(actions=actions)
        assert env.reset(seed=1)[1]['official_actions'] is official
        assert env.step(action)[4]['official_actions'] is official


@pytest.mark.parametrize(
    ('action', 'sentence'),
    [
        (np.array([0.0, 1.5]), 'not within -1 and 1'),
        (np.array([np.nan, 0.0]), 'not within -1 and 1'),
        (np.array([0.0]), 'needs \\(1, 2\\), steering and throttle'),
        ('left', 'is no steering and throttle'),
    ],
)
def test_a_pair_that_cannot_be_is_refused(make, action, sentence):
    env = make(actions='continuous')
    env.reset(seed=1)
    with pytest.raises(InvalidActionError, match=sentence):
        env.step(action)


@pytest.mark.parametrize(
    ('options', 'sentence'),
    [
        ({'observations': 'radar'}, "observations is 'radar'; needs one of lidar, camera, both"),
        ({'actions': 'tank'}, "actions is 'tank'; needs one of discrete, continuous"),
    ],
)
def test_an_unknown_mode_is_refused(make, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        make(**options)


@pytest.mark.parametrize(
    ('observations', 'policy'), [('camera', 'CnnPolicy'), ('both', 'MultiInputPolicy')]
)
def test_policies_that_see_pictures_train(make, observations, policy):
    env = make(observations=observations, model='fast', physics_step_s=None)
    model = PPO(policy, env, n_steps=8, batch_size=4, n_epochs=1, device='cpu', seed=0)
    before = [weights.clone() for weights in model.policy.parameters()]
    model.learn(16)
    changed = [
        not bool((old == new).all())
        for old, new in zip(before, model.policy.parameters(), strict=True)
    ]
    assert all(changed)


def test_a_batch_of_single_environments_has_the_modes_that_the_batched_one_refuses():
    options = {'model': 'fast', 'observations': 'camera', 'actions': 'continuous'}
    with pytest.raises(ValueError, match="no option observations.*vectorization_mode='sync'"):
        gym.make_vec('TrainingGrounds-v1', num_envs=2, **options)
    envs = gym.make_vec('TrainingGrounds-v1', num_envs=2, vectorization_mode='sync', **options)
    pictures, _ = envs.reset(seed=0)
    assert pictures.shape == (2, 120, 160, 3)
    envs.step(np.full((2, 2), FULL, np.float32))
    envs.close()
