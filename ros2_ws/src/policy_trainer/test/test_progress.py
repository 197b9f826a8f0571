"""Progress of a run: honest where nothing is known yet."""

import math

from policy_trainer.episodes import EpisodeEnd
from policy_trainer.progress import ProgressMeter, TrainingProgress


def _end(outcome: str, reward: float = 0.0) -> EpisodeEnd:
    return EpisodeEnd(outcome, 100, 40.0, 0.5, 0.0, reward)


def test_before_the_first_episode_nothing_is_claimed() -> None:
    snapshot = ProgressMeter(1000, None).snapshot('run', 'training')
    assert all(
        math.isnan(value)
        for value in (snapshot.success_rate, snapshot.mean_score, snapshot.mean_reward)
    )
    assert math.isnan(snapshot.time_left_s)
    assert 'success unknown, mean score none, time left unknown' in snapshot.line()


def test_rates_are_of_the_latest_hundred_episodes() -> None:
    meter = ProgressMeter(1000, None)
    for _ in range(50):
        meter.episode_ended(_end('reached', 1.0))
    for _ in range(75):
        meter.episode_ended(_end('collision', -1.0))
    snapshot = meter.snapshot('run', 'training')
    assert (snapshot.episodes, snapshot.success_rate, snapshot.mean_reward) == (125, 0.25, -0.5)


def test_time_left_ends_with_the_time_limit() -> None:
    meter = ProgressMeter(10**12, wall_time_limit_s=60.0)
    meter.training_begins()
    meter.steps_taken(10)
    assert 0.0 < meter.snapshot('run', 'training').time_left_s <= 60.0


def test_time_left_is_nothing_after_the_last_step() -> None:
    meter = ProgressMeter(10, None)
    meter.training_begins()
    meter.steps_taken(10)
    assert meter.snapshot('run', 'training').time_left_s == 0.0


def test_a_resumed_run_goes_on_counting_but_measures_its_own_speed() -> None:
    meter = ProgressMeter(10**9, None)
    meter.resume(timesteps=10**8, episodes=5)
    meter.training_begins()
    meter.steps_taken(1)
    snapshot = meter.snapshot('run', 'training')
    assert (snapshot.timesteps, snapshot.episodes) == (10**8 + 1, 5)
    assert snapshot.steps_per_second < 10**8


def test_a_line_of_progress_reads_well() -> None:
    progress = TrainingProgress('run', 'training', 1000, 2000, 3, 12_345.6, 0.5, 9750.04, 1.0, 75.0)
    assert progress.line() == (
        '1,000 of 2,000 steps, 12,346 steps/s, success 50%, mean score 9750.0, time left 1:15 min'
    )
