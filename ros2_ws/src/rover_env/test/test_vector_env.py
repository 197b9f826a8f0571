import numpy as np
import pytest
from gymnasium.vector import AutoresetMode
from rover_env.env import RoverEnv
from rover_env.reward_file import RewardFileError
from rover_env.spec import OBSERVATION_SIZE, InvalidActionError
from rover_env.starts import StartRule
from rover_env.vector_env import RoverVectorEnv

JITTER = StartRule(start_jitter_m=0.5, yaw_jitter_rad=0.3)


@pytest.fixture
def make(yard):
    def build(num_envs=3, worlds=None, **options):
        settings = {'model': 'full', 'physics_step_s': 0.02, 'starts': JITTER} | options
        return RoverVectorEnv(num_envs, worlds or [yard()], **settings)

    return build


def test_each_rover_lives_through_the_episodes_of_a_single_environment(make, yard):
    actions = np.random.default_rng(0).integers(0, 3, (10, 3))
    envs = make()
    batched = [envs.reset(seed=40)[0]] + [envs.step(row)[0] for row in actions]
    for rover in range(3):
        env = RoverEnv(yard(), physics_step_s=0.02, starts=JITTER)
        single = [env.reset(seed=40 + rover)[0]]
        for action in actions[:, rover]:
            observation, _, ended, _, _ = env.step(action)
            single.append(env.reset()[0] if ended else observation)
        for step, observation in enumerate(single):
            assert observation.tobytes() == batched[step][rover].tobytes()


def test_the_step_that_ends_an_episode_starts_the_next_one(make):
    envs = make()
    assert envs.metadata['autoreset_mode'] is AutoresetMode.SAME_STEP
    envs.reset(seed=1)
    for _ in range(3):
        _, _, terminated, _, info = envs.step([2, 2, 2])
        assert not terminated.any()
        assert 'final_obs' not in info
    observations, _, terminated, truncated, info = envs.step([2, 2, 2])
    assert terminated.all() and not truncated.any()
    assert info['outcome'].tolist() == ['power_drained'] * 3
    assert info['_final_obs'].all() and info['_final_info'].all()
    power, first_action = -1, slice(44, 47)
    for rover in range(3):
        assert info['final_obs'][rover][power] == 0.0
        assert info['final_obs'][rover].shape == (OBSERVATION_SIZE,)
        assert observations[rover][power] == 1.0
        assert not observations[rover][first_action].any()
    final = info['final_info']
    assert final['outcome'].tolist() == ['power_drained'] * 3
    assert final['steps'].tolist() == [4, 4, 4]
    assert all(distance > 0.5 for distance in final['distance_travelled'])


def test_a_watcher_sees_every_step_before_ended_rovers_start_anew(make):
    seen = []
    envs = make()
    envs.watch(
        lambda driven: seen.append(
            (driven.episodes.variables.steps.tolist(), driven.result.terminated.tolist())
        )
    )
    envs.reset(seed=1)
    for _ in range(4):
        envs.step([2, 2, 2])
    envs.watch(None)
    envs.step([2, 2, 2])
    assert seen == [([step] * 3, [step == 4] * 3) for step in (1, 2, 3, 4)]


def test_only_the_rovers_that_ended_are_in_the_final_info(make, yard):
    envs = make(2, [yard(power_supply=100)], starts=StartRule())
    envs.reset(seed=0, options={'x': -0.5, 'y': 1.4, 'yaw': 0.0})
    info = {}
    while 'final_obs' not in info:
        _, _, terminated, _, info = envs.step([2, 0])
    assert terminated.tolist() == [True, False]
    assert info['outcome'].tolist() == ['collision', 'driving']
    assert info['final_info']['_outcome'].tolist() == [True, False]
    assert info['final_obs'][1] is None


@pytest.mark.parametrize(
    ('model', 'physics_step_s', 'lose'),
    [
        ('full', 0.005, lambda physics: physics._rovers[1]._data.qvel.fill(np.nan)),
        ('full', 0.02, lambda physics: physics._qvel[1].fill(np.nan)),
        ('fast', None, lambda physics: physics._rovers['x'].put(1, np.nan)),
    ],
)
def test_a_diverged_rover_ends_its_own_episode_by_name_and_nothing_else(
    make, yard, model, physics_step_s, lose
):
    def run(lose_it):
        envs = make(worlds=[yard(power_supply=100)], model=model, physics_step_s=physics_step_s)
        envs.reset(seed=3)
        envs.step([2, 2, 2])
        if lose_it:
            lose(envs._simulated.physics)
        return [envs.step([0, 2, 1]) for _ in range(3)]

    broken, sound = run(lose_it=True), run(lose_it=False)
    info = broken[0][4]
    assert info['outcome'].tolist() == ['driving', 'diverged', 'driving']
    assert 'diverged' in info['final_info']['detail'][1]
    assert np.isfinite(info['final_obs'][1]).all()
    for (observations, rewards, terminated, *_), expected in zip(broken, sound, strict=True):
        assert observations[[0, 2]].tobytes() == expected[0][[0, 2]].tobytes()
        assert rewards[[0, 2]].tobytes() == expected[1][[0, 2]].tobytes()
        assert np.isfinite(observations).all() and np.isfinite(rewards).all()
        assert not terminated[[0, 2]].any()
    assert [step[4]['outcome'][1] for step in broken[1:]] == ['driving', 'driving']


def test_reward_terms_of_all_rovers_sum_to_their_rewards(make):
    envs = make()
    envs.reset(seed=2)
    _, rewards, _, _, info = envs.step([0, 1, 2])
    total = np.sum([np.broadcast_to(v, 3) for v in info['reward_terms'].values()], axis=0)
    np.testing.assert_allclose(total, rewards)


def test_what_a_step_returns_stays_as_it_was(make):
    envs = make()
    envs.reset(seed=2)
    observations, rewards, _, _, info = envs.step([2, 2, 2])
    kept = (observations.copy(), rewards.copy(), info['reward_terms']['progress'].copy())
    envs.step([0, 0, 0])
    np.testing.assert_array_equal(observations, kept[0])
    np.testing.assert_array_equal(rewards, kept[1])
    np.testing.assert_array_equal(info['reward_terms']['progress'], kept[2])


def test_episodes_are_drawn_from_all_worlds(make, yard):
    worlds = [yard(), yard(name='far_yard', power_supply=3)]
    envs = make(8, worlds)
    envs.reset(seed=0)
    names = set()
    for _ in range(12):
        *_, info = envs.step(np.full(8, 2))
        names |= set(info.get('final_info', {}).get('world', [])) - {None}
    assert names == {'yard', 'far_yard'}


@pytest.mark.parametrize('actions', [[0, 1], [0, 1, 7], [0.0, 1.0, 2.0], [[0, 1, 2]]])
def test_impossible_actions_are_refused_before_anything_moves(make, actions):
    envs = make()
    envs.reset(seed=0)
    with pytest.raises(InvalidActionError):
        envs.step(actions)


def test_a_reward_file_that_fails_stops_training_with_its_sentence(make, tmp_path):
    file = tmp_path / 'late.py'
    file.write_text('def reward_function(self):\n    return 1 / (2 - self.steps), False\n')
    envs = make(reward=str(file))
    envs.reset(seed=0)
    envs.step([2, 2, 2])
    with pytest.raises(RewardFileError, match='late.py, line 2: raised ZeroDivisionError.* step 2'):
        envs.step([2, 2, 2])


def test_the_fast_model_repeats_its_bytes_within_the_specified_ranges(make):
    runs = []
    for _ in range(2):
        envs = make(4, model='fast', physics_step_s=None, starts=StartRule(random_share=0.5))
        seen = [envs.reset(seed=9)[0]]
        for action in [2, 0, 1, 2, 2, 0]:
            observations, rewards, *_ = envs.step(np.full(4, action))
            assert envs.observation_space.contains(observations)
            seen += [observations, rewards]
        runs.append([array.tobytes() for array in seen])
    assert runs[0] == runs[1]
