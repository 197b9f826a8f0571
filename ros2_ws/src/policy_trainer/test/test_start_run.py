"""Beginning a run: what is wrong is said first, and nothing is left behind."""

from pathlib import Path

import pytest
from mars_world.world import WorldError
from policy_trainer.config_file import ConfigError
from policy_trainer.run_folder import RunError
from policy_trainer.start_run import begin_or_continue_run, begin_run, settings_from_text
from rover_env.reward_file import RewardFileError

REWARD = 'def reward_function(self):\n    return 1.0, False\n'


def _reward_file(folder: Path, text: str = REWARD) -> str:
    path = folder / 'mine.py'
    path.write_text(text, encoding='utf-8')
    return str(path)


def test_a_run_copies_the_reward_it_is_trained_with(tmp_path: Path) -> None:
    run = begin_run(tmp_path / 'runs', 'a', {'reward': _reward_file(tmp_path)})
    assert run.reward.read_text() == REWARD


@pytest.mark.parametrize(
    ('settings', 'error'),
    [
        ({'reward': 'no_such_reward'}, RewardFileError),
        ({'world': 'venus'}, WorldError),
        ({'environment': {'extra_worlds': ['mars-random:x']}}, WorldError),
        ({'seed': -1}, ConfigError),
    ],
)
def test_a_run_that_cannot_be_leaves_no_folder(tmp_path: Path, settings, error) -> None:
    with pytest.raises(error):
        begin_run(tmp_path / 'runs', 'a', settings)
    assert not (tmp_path / 'runs').exists()


def test_a_reward_with_a_syntax_error_is_named_with_its_line(tmp_path: Path) -> None:
    path = _reward_file(tmp_path, 'def reward_function(self)\n')
    with pytest.raises(RewardFileError, match='mine.py, line 1'):
        begin_run(tmp_path / 'runs', 'a', {'reward': path})


def test_a_reward_file_without_the_function_is_refused(tmp_path: Path) -> None:
    path = _reward_file(tmp_path, 'def reward(self):\n    return 1.0, False\n')
    with pytest.raises(RewardFileError, match='reward_function is missing'):
        begin_run(tmp_path / 'runs', 'a', {'reward': path})


def test_an_experiment_begins_with_its_own_configuration_and_reward(tmp_path: Path) -> None:
    (tmp_path / 'idea').mkdir()
    (tmp_path / 'idea' / 'config.yaml').write_text('seed: 4\nppo: {gamma: 0.9}\n')
    (tmp_path / 'idea' / 'reward.py').write_text(REWARD)
    config = begin_run(tmp_path, 'idea', {'seed': 5}).read_config()
    assert (config.seed, config.ppo.gamma) == (5, 0.9)
    assert (tmp_path / 'idea' / 'reward.py').read_text() == REWARD


def test_a_run_that_has_begun_goes_on_with_its_own_settings(tmp_path: Path) -> None:
    begin_run(tmp_path, 'a', {'seed': 4})
    assert begin_or_continue_run(tmp_path, 'a', {'seed': 4, 'world': 'mars'}).name == 'a'
    with pytest.raises(RunError, match="'a' has begun and keeps its configuration"):
        begin_or_continue_run(tmp_path, 'a', {'seed': 5})


def test_settings_come_as_text_or_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / 'mine.yaml'
    path.write_text('seed: 4\n')
    assert settings_from_text(str(path)) == settings_from_text('seed: 4') == {'seed': 4}
    assert settings_from_text('') == {}
