"""Configurations: defaults that run, presets, merging, and errors a person can act on."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_trainer.config import TrainingConfig
from policy_trainer.config_file import (
    ConfigError,
    config_text,
    make_config,
    parse_settings,
    read_preset,
    read_settings,
)
from pydantic import ValidationError


def test_defaults_are_a_valid_configuration() -> None:
    config = make_config()
    assert config.world == 'mars'
    assert config.block_timesteps % config.update_timesteps == 0


def test_later_layers_win_and_leave_their_neighbours_alone() -> None:
    config = make_config({'ppo': {'gamma': 0.9, 'n_epochs': 3}}, {'ppo': {'gamma': 0.8}})
    assert (config.ppo.gamma, config.ppo.n_epochs) == (0.8, 3)


def test_the_original_preset_has_the_numbers_of_the_original_trainer() -> None:
    config = make_config(read_preset('original'))
    ppo = config.ppo
    assert (ppo.learning_rate, ppo.batch_size, ppo.adam_epsilon) == (3e-4, 64, 1e-5)
    assert (ppo.clip_range, ppo.clip_range_decays, ppo.entropy_coefficient) == (0.2, True, 0.01)
    assert (ppo.gae_lambda, ppo.gamma, ppo.n_epochs) == (0.95, 0.999, 10)
    assert (config.reward, config.update_timesteps) == ('original', 4096)
    test = config.evaluation
    assert (test.starts, test.every_blocks * config.block_updates) == (5, 2)


def test_a_preset_named_in_a_file_lies_below_the_settings_of_the_file() -> None:
    settings = parse_settings('preset: original\nppo: {gamma: 0.5}\n', 'test')
    config = make_config(settings)
    assert (config.ppo.gamma, config.ppo.batch_size) == (0.5, 64)


def test_a_number_in_scientific_notation_without_a_point_is_a_number() -> None:
    settings = parse_settings('{total_timesteps: 2e6, ppo: {learning_rate: 3e-4}}', 'test')
    assert settings == {'total_timesteps': 2e6, 'ppo': {'learning_rate': 3e-4}}
    assert make_config(settings).total_timesteps == 2_000_000


def test_a_saved_configuration_is_complete_and_reads_back_the_same(tmp_path: Path) -> None:
    config = make_config({'seed': 7, 'network': {'hidden_sizes': [8, 9]}})
    path = tmp_path / 'config.yaml'
    path.write_text(config_text(config), encoding='utf-8')
    assert make_config(read_settings(path)) == config
    assert set(read_settings(path)) == set(TrainingConfig.model_fields)


def test_a_configuration_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        make_config().seed = 1


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('ppo: {learning_rate: -1.0}', 'ppo.learning_rate is -1.0; needs greater than 0 (test)'),
        (
            'ppo: {lerning_rate: 1.0}',
            'ppo.lerning_rate is not a setting; did you mean learning_rate? (test)',
        ),
        ('sed: 1', 'sed is not a setting; did you mean seed? (test)'),
        ('ppo: 3', 'ppo is 3; needs a valid dictionary'),
        ('environment: {physics: slow}', "environment.physics is 'slow'; needs 'fast' or 'full'"),
        ('seed: many', "seed is 'many'; needs a valid integer"),
        ('ppo: {batch_size: 1000}', 'ppo.batch_size is 1000; needs a divisor of'),
        ('a: [', 'test, line 1: YAML is wrong'),
        ('- 1', 'test holds no settings'),
        ('preset: best', "preset 'best' is not known; choose one of: a2c, dqn, original"),
        ('environment: {extra_worlds: mars}', "extra_worlds is 'mars'; needs a valid tuple"),
        (
            'environment: {extra_worlds: [training_grounds, mars]}',
            "environment.extra_worlds names 'mars', which is there already; give each world once",
        ),
        (
            'environment: {extra_worlds: [mars-random:1, mars-random:1]}',
            "environment.extra_worlds names 'mars-random:1', which is there already",
        ),
        ('stop: {wall_time_s: .inf}', 'stop.wall_time_s is inf; needs a finite number'),
    ],
)
def test_a_mistake_names_the_setting_the_value_and_the_remedy(text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make_config(parse_settings(text, 'test'), source='test')
    assert expected in str(caught.value)
    assert '\n' not in str(caught.value)


def test_a_configuration_file_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigError, match='nowhere.yaml: cannot be read'):
        read_settings(Path('nowhere.yaml'))


@given(st.text(max_size=40))
def test_any_text_gives_settings_or_one_sentence(text: str) -> None:
    try:
        make_config(parse_settings(text, 'test'), source='test')
    except ConfigError as error:
        assert str(error)
