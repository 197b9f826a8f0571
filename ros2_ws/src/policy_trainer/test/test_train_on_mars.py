"""Training with the rover's own environments: fast model, world mars, a handful of steps."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from policy_trainer.config_file import Settings, merge_settings
from policy_trainer.environments import RunEnvironments, VectorEnv
from policy_trainer.json_lines import read_json_lines
from policy_trainer.run_folder import RunFolder
from policy_trainer.spectator import Spectator
from policy_trainer.start_run import begin_run
from policy_trainer.train import train
from rover_env.reward_file import RewardFileError
from rover_env.vector_env import RoverVectorEnv


def _train(run: RunFolder, stop_at: int | None = None) -> str:
    stop = threading.Event()
    if stop_at is not None:

        def watch(progress) -> None:
            if progress.timesteps >= stop_at:
                stop.set()

        return train(run, RunEnvironments(run), stop, watch).reason
    return train(run, RunEnvironments(run), stop).reason


def test_a_run_on_mars_that_was_stopped_ends_with_the_weights_of_one_that_was_not(
    tmp_path: Path,
    tiny_run: Settings,
    assert_same_run: Callable[[RunFolder, RunFolder], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr('policy_trainer.train.PROGRESS_PERIOD_S', 0.0)
    whole = begin_run(tmp_path, 'whole', tiny_run)
    parts = begin_run(tmp_path, 'parts', tiny_run)
    assert _train(whole) == 'step limit'
    assert _train(parts, stop_at=700) == 'stopped'
    assert _train(parts) == 'step limit'
    assert_same_run(whole, parts)
    assert whole.policy.exists()


def test_a_run_that_is_watched_learns_what_one_does_that_is_not(
    tmp_path: Path,
    tiny_run: Settings,
    assert_same_run: Callable[[RunFolder, RunFolder], None],
) -> None:
    seen: list[str] = []
    spectator = Spectator(lambda driven, rover, episode_id: seen.append(episode_id))
    spectator.watched = True
    settings = tiny_run | {'total_timesteps': 512}
    alone = begin_run(tmp_path, 'alone', settings)
    watched = begin_run(tmp_path, 'watched', settings)
    _train(alone)
    train(watched, RunEnvironments(watched, watcher=spectator.see), threading.Event())
    assert seen
    assert_same_run(alone, watched)


def test_tests_have_starts_and_noise_that_training_never_had(
    tmp_path: Path, tiny_run: Settings
) -> None:
    # Episodes of three steps, so that there are many.
    reward = tmp_path / 'short.py'
    reward.write_text('def reward_function(self):\n    return 0.0, self.steps >= 3\n')
    from_the_start = {'reward': str(reward), 'environment': {'random_start_share': 0.0}}
    run = begin_run(tmp_path, 'a', merge_settings(tiny_run, from_the_start))
    _train(run)
    records = list(read_json_lines(run.episodes))
    for names in (('start_x', 'start_y', 'start_yaw'), ('seed',)):
        tested, trained = (
            {tuple(one[name] for name in names) for one in records if one['test'] == test}
            for test in (True, False)
        )
        assert len(tested) >= 4 and len(trained) > 300
        assert tested.isdisjoint(trained)


def test_a_run_learns_in_all_of_its_worlds_and_is_tested_in_its_own(
    tmp_path: Path, tiny_run: Settings
) -> None:
    worlds = {'environment': {'extra_worlds': ['mars-random:1']}}
    run = begin_run(tmp_path, 'a', merge_settings(tiny_run, worlds))
    environments = RunEnvironments(run)
    assert _names(environments.training()) == ['mars', 'mars-random-1']
    assert _names(environments.screening()) == _names(environments.evaluation()) == ['mars']
    assert _train(run) == 'step limit'
    assert run.policy.exists()


def _names(env: VectorEnv) -> list[str]:
    assert isinstance(env, RoverVectorEnv)
    return [world.file.name for world in env.worlds]


def test_a_reward_that_fails_while_training_is_named_and_the_run_can_go_on(
    tmp_path: Path, tiny_run: Settings
) -> None:
    reward = tmp_path / 'mine.py'
    reward.write_text('def reward_function(self):\n    return 1.0 / (self.steps - 3), False\n')
    run = begin_run(tmp_path, 'a', tiny_run | {'reward': str(reward)})
    with pytest.raises(
        RewardFileError, match=r'reward.py, line 2: .*ZeroDivisionError.* at step 3'
    ):
        _train(run)
    run.reward.write_text('def reward_function(self):\n    return 1.0, False\n')
    assert _train(run) == 'step limit'
