"""The table of steps of a real run: complete, in line with the episodes, dropped by a rewind."""

import threading
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
from policy_trainer.config_file import Settings
from policy_trainer.environments import RunEnvironments
from policy_trainer.json_lines import read_json_lines
from policy_trainer.start_run import begin_run
from policy_trainer.train import train
from rover_env.step_table import NAMES, read_steps


def test_every_step_of_training_and_tests_is_kept_and_fits_its_episode(
    tmp_path: Path, tiny_run: Settings
) -> None:
    run = begin_run(tmp_path, 'a', tiny_run)
    train(run, RunEnvironments(run), threading.Event())
    table = read_steps(run.steps)
    assert set(NAMES) < set(table.column_names)
    training = table.filter(pc.invert(table['test']))
    assert training.num_rows == 1024
    assert sorted(set(training['block'].to_pylist())) == [0, 1]
    ends = {end['episode']: end for end in read_json_lines(run.episodes)}
    over = training.filter(pc.not_equal(training['outcome'].cast('string'), 'driving'))
    assert over.num_rows > 0
    for row in over.to_pylist():
        end = ends[row['episode']]
        assert (row['outcome'], row['step']) == (end['outcome'], end['steps'])
        assert row['power_left'] == end['power_left']
    terms = [name for name in table.column_names if name.startswith('reward.')]
    total = sum(training[name].to_numpy() for name in terms)
    np.testing.assert_allclose(total, training['reward'].to_numpy(), atol=1e-5)
    tests = table.filter(table['test'])
    chances = [tests[f'probability_{name}'].to_numpy() for name in ('left', 'right', 'straight')]
    np.testing.assert_allclose(sum(chances), 1.0, atol=1e-5)
    run.rewind(1)
    assert set(read_steps(run.steps)['block'].to_pylist()) == {0}


def test_only_tests_are_kept_on_request(tmp_path: Path, tiny_run: Settings) -> None:
    run = begin_run(tmp_path, 'a', tiny_run | {'record': {'steps': 'tests'}})
    train(run, RunEnvironments(run), threading.Event())
    assert set(read_steps(run.steps)['test'].to_pylist()) == {True}
