"""A trial of this process leaves the files of a trial on the graph, and costs nothing without."""

from pathlib import Path

import numpy as np
import pytest
from scorer.gold import load_gold
from scorer.in_process_trial import InProcessEnvironment
from scorer.replay import read_replay
from scorer.ros_trial_recorder import TrialRecorder
from scorer.score import judge
from scorer.trial import Trial

STRAIGHT = 2
N_STEPS = 4


@pytest.fixture(scope='module')
def environment() -> InProcessEnvironment:
    return InProcessEnvironment('mars')


def drive(environment: InProcessEnvironment, recorder: TrialRecorder) -> Trial:
    """Drive the first steps of a trial, as far as its policy came."""
    recorder.on_step(0, environment.reset(seed=1))
    for step in range(1, N_STEPS + 1):
        recorder.on_step(step, environment.step(STRAIGHT).observation)
    episode = environment.episode()
    return recorder.end(Trial(episode, judge(episode, load_gold()), 'f' * 64))


def test_a_replay_holds_every_step_and_where_the_rover_was(
    environment: InProcessEnvironment, tmp_path: Path
) -> None:
    recorder = TrialRecorder(environment, tmp_path)
    for _ in range(2):  # the second one with what the first left behind
        trial = drive(environment, recorder)
    replay = read_replay(trial.replay)
    assert replay.steps['step'].tolist() == list(range(N_STEPS + 1))
    assert replay.steps['action'].tolist() == [-1] + [STRAIGHT] * N_STEPS
    assert replay.drive.time_s[[0, -1]].tolist() == [0.0, trial.episode.duration_s]
    at = environment.simulated.episodes.variables
    np.testing.assert_allclose(replay.drive.position_map[-1, :2], [at.x[0], at.y[0]])
    assert len(Path(trial.log).read_text().splitlines()) == N_STEPS + 1
    assert replay.world().checksum == trial.episode.simulation.world_checksum


def test_a_folder_that_cannot_be_written_costs_the_replay_only(
    environment: InProcessEnvironment, tmp_path: Path
) -> None:
    (tmp_path / 'file').write_text('in the way')
    trial = drive(environment, TrialRecorder(environment, tmp_path / 'file'))
    assert (trial.replay, trial.log) == ('', '')
    assert trial.episode.steps == N_STEPS
