"""Begin a run, or find one to go on with; all that is wrong is said before any training."""

from pathlib import Path

from mars_world.world import WorldError, load_world
from rover_env.remote_env_error import RemoteEnvError
from rover_env.reward_constants import reward_constants
from rover_env.reward_file import RewardFileError, load_reward_file
from rover_env.task import Task

from policy_trainer.config import TrainingConfig
from policy_trainer.config_file import (
    ConfigError,
    Settings,
    make_config,
    parse_settings,
    read_settings,
)
from policy_trainer.run_folder import RunError, RunFolder, checkpoint_of, run_folder

# What is wrong with what a user asked for; the message of each is one sentence with a remedy.
USER_ERRORS = (ConfigError, RemoteEnvError, RewardFileError, RunError, WorldError)


def begin_run(runs_dir: Path, name: str, settings: Settings) -> RunFolder:
    """Make the folder of a new run: configuration merged, reward and worlds checked.

    name: may be empty for a new one. A folder that holds only config.yaml and reward.py is an
        experiment to start from; ``settings`` lie above its own.
    Raises ConfigError, RunError, RewardFileError or WorldError, each one sentence.
    """
    experiment = runs_dir / name / 'config.yaml'
    saved = read_settings(experiment) if name and experiment.exists() else {}
    config = make_config(saved, settings)
    run = run_folder(runs_dir, name, config.world)
    own_reward = run.reward.exists() and 'reward' not in settings
    reward = load_reward_file(str(run.reward) if own_reward else config.reward)
    for name_or_path in config.training_worlds:
        world = load_world(name_or_path)
        reward.functions(reward_constants(Task.from_world_file(world.file.model_dump())))
    begin_with = _checked_weights(runs_dir, config) if config.begin_with else None
    run.start(config, reward.source.encode('utf-8'), begin_with)
    return run


def _checked_weights(runs_dir: Path, config: TrainingConfig) -> Path:
    # Imported late: torch takes seconds, which only those who begin with weights need to wait for.
    from policy_trainer.checkpoint import check_weights

    path = checkpoint_of(runs_dir, config.begin_with)
    check_weights(path, config)
    return path


def begin_or_continue_run(runs_dir: Path, name: str, settings: Settings) -> RunFolder:
    """Begin a run, or go on with it if it has begun. Raises as ``begin_run`` does.

    A run keeps its configuration, so settings that would change one that has begun are refused.
    """
    run = RunFolder(runs_dir / name)
    if not name or not run.is_started:
        return begin_run(runs_dir, name, settings)
    if make_config(read_settings(run.config), settings) != run.read_config():
        raise RunError(
            f'run {name!r} has begun and keeps its configuration; '
            'leave the settings out to go on with it, or give another name for a new run'
        )
    return run


def settings_from_text(text: str) -> Settings:
    """Read settings given as YAML text or as the path of a YAML file; empty text gives none."""
    is_path = '\n' not in text and text.strip().endswith(('.yaml', '.yml'))
    return read_settings(Path(text.strip())) if is_path else parse_settings(text, 'config')
