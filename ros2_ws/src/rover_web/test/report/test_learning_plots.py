"""Figures of the network's learning."""

from dataclasses import replace

import numpy as np
import pytest
from rover_web.report.columns import Columns, NothingToDrawError
from rover_web.report.learning_plots import plot_iteration_times, plot_losses, plot_policy_change
from rover_web.report.run import Run


def test_losses_have_a_point_for_each_update(run: Run) -> None:
    axes = plot_losses(run).axes
    assert [one.get_ylabel() for one in axes] == [
        'policy loss', 'value loss [reward²]', 'explained variance',
    ]  # fmt: skip
    updates = run.metrics.having('train/loss')
    assert len(updates) == 8
    for one, column in zip(axes, ('policy_gradient_loss', 'value_loss'), strict=False):
        np.testing.assert_array_equal(one.lines[0].get_ydata(), updates.number(f'train/{column}'))
    assert axes[-1].get_xlabel() == 'steps of all rovers [thousand]'
    np.testing.assert_allclose(axes[-1].lines[0].get_xdata()[-1], 8.192)


def test_entropy_begins_near_that_of_three_equal_actions(run: Run) -> None:
    entropy = plot_policy_change(run).axes[2]
    curve, most = entropy.lines
    assert most.get_ydata()[0] == pytest.approx(np.log(3.0))
    assert curve.get_ydata()[0] == pytest.approx(np.log(3.0), abs=0.1)


def test_an_iteration_is_driving_and_learning(run: Run) -> None:
    time, share = plot_iteration_times(run).axes
    assert len(time.patches) == 2 * len(run.updates)
    assert time.get_ylabel() == 'wall time per iteration [s]'
    shares = share.lines[0].get_ydata()
    assert np.all((shares > 0.0) & (shares < 100.0))


def test_a_run_without_times_says_so(run: Run) -> None:
    older = Columns.of_records('metrics.jsonl', [{'timesteps': 8, 'train/loss': 0.1}])
    with pytest.raises(NothingToDrawError, match=r'metrics\.jsonl has no times'):
        plot_iteration_times(replace(run, metrics=older))
