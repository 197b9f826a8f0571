"""Training in the rovers of env_servers, as one command."""

from pathlib import Path

import yaml
from policy_trainer.config import TrainingConfig

PARAMS = Path(__file__).resolve().parents[2] / 'ros2_ws/src/rover_bringup/params'
CONFIG = (
    '{total_timesteps: 2048, block_updates: 1, environment: {n_rovers: 8}, '
    'ppo: {n_steps: 32, batch_size: 64}, '
    'evaluation: {physics: fast, starts: 2, n_rovers: 2, first_timesteps: 0, step_limit: 20}}'
)


def test_the_two_servers_that_ship_together_drive_what_the_trainer_asks_for_by_default() -> None:
    text = (PARAMS / 'train_on_servers.yaml').read_text()
    server = yaml.safe_load(text)['/**/env_server']['ros__parameters']
    config = TrainingConfig()
    assert 2 * server['n_envs'] == config.environment.n_rovers
    assert server['random_share'] == config.environment.random_start_share
    starts = (config.start.jitter_m, config.start.yaw_jitter_rad)
    assert (server['start_jitter'], server['yaw_jitter']) == starts


def test_training_on_two_servers_ends_with_a_policy_and_a_scored_trial(launch, tmp_path) -> None:
    params = tmp_path / 'servers.yaml'
    server = {'mode': 'batch', 'model': 'fast', 'n_envs': 4, 'threads': 1}
    params.write_text(yaml.safe_dump({'/**/env_server': {'ros__parameters': server}}))
    job = launch(
        'train_on_servers.launch.xml', run='served', config=CONFIG, trials=1, server_params=params
    )
    assert job.wait(300) == 0, job.output
    assert 'trial 1: ' in job.output
    assert (tmp_path / 'runs' / 'served' / 'policy.onnx').stat().st_size > 0
    config = yaml.safe_load((tmp_path / 'runs' / 'served' / 'config.yaml').read_text())
    assert config['environment']['servers'] == ['env_1', 'env_2']
