import re
from math import hypot, pi

import numpy as np
import pytest
from rover_env.reward import Rewards
from rover_env.reward_file import RewardFileError, built_in_rewards, load_reward_file
from rover_env.variables import Variables


def write(tmp_path, text):
    path = tmp_path / 'reward.py'
    path.write_text(text)
    return path


def evaluate(path, *tasks, n_rovers=1, steps=3):
    rewards = Rewards(load_reward_file(str(path)), tasks, n_rovers)
    rovers = np.arange(n_rovers)
    rewards.begin(rovers, rovers % len(tasks))
    variables = Variables.zeros(n_rovers)
    variables.steps += steps
    return rewards.evaluate(variables)


def fault(tmp_path, task, body):
    """Return the sentence that a reward function with this body gives."""
    text = 'def reward_function(self):\n' + ''.join(f'    {line}\n' for line in body.split('; '))
    with pytest.raises(RewardFileError) as caught:
        evaluate(write(tmp_path, text), task())
    return str(caught.value)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(RewardFileError, match='no_such.py: cannot be read: No such file'):
        load_reward_file('no_such.py')


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(RewardFileError, match='desne.*dense, original, sparse'):
        load_reward_file('desne')


def test_a_syntax_error_names_file_and_line(tmp_path):
    path = write(tmp_path, 'x = 1\ndef reward_function(self)\n    return 0, False\n')
    with pytest.raises(RewardFileError, match=r"reward.py, line 2: .*expected ':'"):
        load_reward_file(str(path))


@pytest.mark.parametrize('content', [b'\x00', b'\xff\xfe\xfa'])
def test_a_file_that_is_no_text_is_refused(tmp_path, content):
    path = tmp_path / 'reward.py'
    path.write_bytes(content)
    with pytest.raises(RewardFileError, match=re.escape(str(path))):
        load_reward_file(str(path))


@pytest.mark.parametrize(
    ('text', 'sentence'),
    [
        ('x = 1', 'reward_function is missing; write def reward_function'),
        ('reward_function = 3', 'reward_function is no function'),
        ('\ndef reward_function():\n    return 0, False', 'line 2: .*must take one argument'),
        ('import nowhere', 'line 1: raised ModuleNotFoundError: No module named .nowhere.'),
        ('\n\nraise SystemExit', 'line 3: raised SystemExit when it was loaded'),
    ],
)
def test_a_file_without_a_usable_function_says_so_before_training(tmp_path, task, text, sentence):
    with pytest.raises(RewardFileError, match=sentence):
        evaluate(write(tmp_path, text), task())


@pytest.mark.parametrize(
    ('body', 'sentence'),
    [
        ('return 1.0', r'line 1: reward_function returned 1.0 \(float\) at step 3'),
        ('return None', r'returned None \(NoneType\) at step 3'),
        ('return False, 1.0', r'returned the reward False \(bool\) at step 3'),
        ('return float("nan"), False', r'returned the reward nan \(float\)'),
        ('return "5", False', r"returned the reward '5' \(str\)"),
        ('return 1.0, 2.5', r'returned the done flag 2.5 \(float\)'),
        ('return 1.0, None', r'returned the done flag None \(NoneType\)'),
        ('return 1.0, False, 0', r'returned \(1.0, False, 0\) \(tuple\)'),
        ('self.reward_terms = 3; return 1.0, False', 'set reward_terms to 3 .*names and finite'),
        ('x = 1; return 1 / (x - 1), False', 'line 3: raised ZeroDivisionError.* at step 3'),
        ('return self.speling, False', "line 2: raised AttributeError.*'speling' at step 3"),
        ('exit(1)', 'line 2: raised SystemExit: 1 at step 3'),
    ],
)
def test_a_wrong_answer_names_file_line_and_step(tmp_path, task, body, sentence):
    assert re.search(rf'reward.py, .*{sentence}', fault(tmp_path, task, body))


@pytest.mark.parametrize('answer', ['1, False', '[np.float32(1.0), np.bool_(0)]', '1.0, 0'])
def test_numbers_and_flags_of_any_kind_are_rewards(tmp_path, task, answer):
    step = evaluate(write(tmp_path, f'def reward_function(self): return {answer}'), task())
    assert (step.rewards[0], step.done[0]) == (1.0, False)


def test_constants_are_those_of_the_rover_s_own_world(tmp_path, task):
    path = write(
        tmp_path,
        'def reward_function(self):\n'
        '    return CHECKPOINT_X + INITIAL_DISTANCE_TO_CHECKPOINT + MAX_STEPS, False\n',
    )
    step = evaluate(path, task(), task(checkpoint=(3.0, 4.0), power_supply=7), n_rovers=3)
    assert step.rewards.tolist() == [40.0, 15.0, 40.0]


@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        ('CHECKPOINT_X', 7.0),
        ('CHECKPOINT_Y', 6.0),
        ('INITIAL_POS_X', 3.0),
        ('INITIAL_POS_Y', 2.0),
        ('INITIAL_DISTANCE_TO_CHECKPOINT', hypot(4.0, 4.0)),
        ('MAX_STEPS', 25),
        ('LIDAR_SCAN_MAX_DISTANCE', 4.5),
        ('CRASH_DISTANCE', 0.49),
        ('math.pi', pi),
        ('np.pi', pi),
    ],
)
def test_the_names_of_the_original_s_module_are_ready(tmp_path, task, name, expected):
    path = write(tmp_path, f'def reward_function(self): return {name}, False')
    place = task(start=(3.0, 2.0, 1.0), checkpoint=(7.0, 6.0), power_supply=25)
    assert evaluate(path, place).rewards[0] == expected


def test_a_constant_that_the_file_sets_itself_is_kept(tmp_path, task):
    path = write(
        tmp_path, 'CRASH_DISTANCE = 0.8\ndef reward_function(self): return CRASH_DISTANCE, False'
    )
    assert evaluate(path, task()).rewards[0] == 0.8


def test_terms_are_collected_by_name_and_absent_ones_are_zero(tmp_path, task):
    path = write(
        tmp_path,
        'def reward_function(self):\n'
        '    self.reward_terms = {"far": 2.0} if CHECKPOINT_X > 5 else {"near": 1.0}\n'
        '    return sum(self.reward_terms.values()), False\n',
    )
    step = evaluate(path, task(), task(checkpoint=(1.0, 0.0)), n_rovers=2)
    assert {name: values.tolist() for name, values in step.terms.items()} == {
        'far': [2.0, 0.0],
        'near': [0.0, 1.0],
    }


def test_a_batch_reward_that_is_not_finite_names_the_step(tmp_path, task):
    path = write(
        tmp_path,
        'def reward_function(self): return 0.0, False\n'
        'def batch_reward(variables): return np.full(variables.steps.shape, np.inf), False\n',
    )
    with pytest.raises(RewardFileError, match='line 2: batch_reward returned inf at step 3'):
        evaluate(path, task())


def test_every_built_in_reward_loads_and_has_its_own_hash(task):
    assert built_in_rewards() == ('dense', 'original', 'sparse')
    for name in built_in_rewards():
        evaluate(name, task())
    assert len({load_reward_file(name).sha256 for name in built_in_rewards()}) == 3
