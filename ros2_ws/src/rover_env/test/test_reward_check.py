import numpy as np
import pytest
from rover_env.random_states import any_states, opening_states
from rover_env.reward_check import check_reward
from rover_env.reward_command import main, table
from rover_env.reward_file import built_in_rewards, load_reward_file
from rover_env.variables import NAMES


@pytest.fixture
def check(tmp_path, yard):
    def run(text):
        path = tmp_path / 'my_reward.py'
        path.write_text(text)
        return check_reward(load_reward_file(str(path)), yard(power_supply=30))

    return run


@pytest.mark.parametrize('name', built_in_rewards())
def test_every_built_in_reward_passes_the_check(name, yard):
    check = check_reward(load_reward_file(name), yard(power_supply=30))
    assert np.isfinite(check.drive.rewards).all()
    assert np.isfinite(check.states.rewards).all()
    assert check.drive.n_ended > 0
    assert check.oddities == ()


def test_the_same_seed_gives_the_same_check(yard):
    first, again = (check_reward(load_reward_file('dense'), yard(), seed=4) for _ in range(2))
    assert np.array_equal(first.drive.rewards, again.drive.rewards)
    assert np.array_equal(first.states.rewards, again.states.rewards)


def test_a_function_may_keep_what_it_saw_in_the_first_step(check):
    text = (
        'def reward_function(self):\n'
        '    if self.steps == 1: self.first = self.x\n'
        '    return self.x - self.first, False\n'
    )
    assert check(text).states.n_done == 0


def test_what_the_reward_function_ends_is_counted(check):
    result = check('def reward_function(self): return 1.0, self.steps > 5 or self.collision')
    assert result.drive.n_done > 0
    assert 0 < result.states.n_done <= 500
    assert set(result.states.rewards) == {1.0}


def test_terms_that_miss_a_part_of_the_reward_are_told(check):
    oddities = check(
        'def reward_function(self):\n    self.reward_terms = {"half": 0.5}\n    return 1.0, False\n'
    ).oddities
    assert len(oddities) == 2
    assert 'reward_terms do not sum to the reward in 2400 of 2400 steps' in oddities[0]


def test_two_functions_that_differ_are_told(check):
    (oddity,) = check(
        'def reward_function(self): return float(self.collision), False\n'
        'def batch_reward(at): return 0.0 * at.collision, False\n'
    ).oddities
    assert 'reward_function and batch_reward differ' in oddity


def test_random_states_reach_every_corner_and_agree_with_themselves(task):
    at = any_states(task(), 500, np.random.default_rng(0))
    for flag in (at.collision, at.tipped, at.left_map, at.reached_checkpoint):
        assert 0.0 < flag.mean() < 1.0
    assert (at.steps + at.power_supply_range == task().power_supply).all()
    assert (at.current_distance_to_checkpoint[at.reached_checkpoint] <= task().radius_m).all()
    assert all(np.isfinite(getattr(at, name)).all() for name in NAMES)


def test_in_opening_states_nothing_has_happened_yet(task):
    at = opening_states(task(), 500, np.random.default_rng(0))
    assert set(at.steps) == {1}
    for flag in (at.collision, at.tipped, at.left_map, at.reached_checkpoint):
        assert not flag.any()


def test_a_table_has_a_row_per_term_and_the_reward_last():
    terms = {'goal': np.array([0.0, 0.0, 0.0, 2.0]), 'time': np.full(4, -1.0)}
    heading, goal, time, reward = table(terms, terms['goal'] + terms['time'])
    assert heading.split() == ['min', 'mean', 'max', 'non-zero']
    assert goal.split() == ['goal', '0', '0.5', '2', '25.00%']
    assert time.split() == ['time', '-1', '-1', '-1', '100.00%']
    assert reward.split() == ['reward', '-1', '-0.5', '1', '100.00%']


def test_a_file_that_fails_ends_the_command_with_file_line_and_step(tmp_path, capsys):
    path = tmp_path / 'my_reward.py'
    path.write_text('def reward_function(self):\n    return self.speling, False\n')
    assert main(['check', str(path), '--world', 'training_grounds']) == 1
    said = capsys.readouterr()
    assert 'my_reward.py, line 2: raised AttributeError' in said.err
    assert 'at step 1' in said.err
    assert 'Traceback' not in said.err


def test_an_unknown_world_ends_the_command_with_its_name(capsys):
    assert main(['check', 'dense', '--world', 'venus']) == 1
    assert "no world is called 'venus'" in capsys.readouterr().err


def test_the_list_names_every_reward(capsys):
    assert main(['list']) == 0
    said = capsys.readouterr().out
    assert all(f'{name}: ' in said for name in built_in_rewards())
