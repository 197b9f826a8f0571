"""Several runs beside each other."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from policy_trainer.run_folder import RunFolder
from rover_web.report.columns import Columns, NothingToDrawError
from rover_web.report.comparison import plot_comparison, settings_that_differ
from rover_web.report.run import Run

UPDATE = {'episodes/success_rate': 0.5, 'episodes/reward': 2.0}
TEST = {'screening/success_rate': 1.0, 'screening/mean_score': 9750.0}


@pytest.fixture
def other(run: Run) -> Callable[..., Run]:
    """Return a function that gives the run another name, metrics and settings."""

    def make(name: str, *rows: dict[str, Any], **settings: Any) -> Run:
        metrics = Columns.of_records('metrics.jsonl', rows)
        folder = RunFolder(Path('runs') / name)
        return replace(run, folder=folder, metrics=metrics, settings=settings)

    return make


def test_each_run_has_its_curves_and_its_name(other: Callable[..., Run]) -> None:
    row = {'timesteps': 2000, 'wall_time_s': 1.0}
    axes = plot_comparison([other('a', row | UPDATE, row | TEST), other('b', row | UPDATE)]).axes
    assert [text.get_text() for text in axes[0].get_legend().get_texts()] == ['a', 'b']
    np.testing.assert_allclose(axes[0].lines[0].get_xydata(), [[2.0, 50.0]])
    np.testing.assert_allclose(axes[3].lines[0].get_xydata(), [[2.0, 9750.0]])
    assert len(axes[3].lines) == 1
    assert axes[0].lines[0].get_color() != axes[0].lines[1].get_color()


def test_wall_time_goes_on_where_a_stopped_run_had_been(other: Callable[..., Run]) -> None:
    clock = [3.0, 8.0, 2.0, 4.0, 1.0]  # of three processes
    rows = [{'timesteps': 10, 'wall_time_s': at} | UPDATE for at in clock]
    axes = plot_comparison([other('a', *rows)], 'wall_time_s').axes
    np.testing.assert_allclose(axes[0].lines[0].get_xdata(), [3.0, 8.0, 10.0, 12.0, 13.0])
    assert axes[-1].get_xlabel() == 'wall time [s]'


def test_only_settings_that_differ_are_listed(other: Callable[..., Run]) -> None:
    first = other('a', seed=1, world='mars', ppo={'gamma': 0.99, 'n_steps': 8})
    second = other('b', seed=1, world='mars', ppo={'gamma': 0.9, 'n_steps': 8}, extra=True)
    assert settings_that_differ([first, second]) == {
        'ppo.gamma': ['0.99', '0.9'],
        'extra': ['', 'True'],
    }


def test_runs_without_metrics_say_so(other: Callable[..., Run]) -> None:
    with pytest.raises(NothingToDrawError, match='no run has metrics'):
        plot_comparison([other('a')])
