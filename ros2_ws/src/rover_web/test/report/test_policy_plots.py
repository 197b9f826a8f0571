"""What the policy of a run sees and wants, and which parts of an observation decide."""

import numpy as np
import pytest
import torch
from rover_env.spec import N_SECTORS, OBSERVATION_SIZE, slot
from rover_web.report.columns import NothingToDrawError
from rover_web.report.policy_network import SeenOnDrive, drive, load_network
from rover_web.report.probability_plots import plot_state_probabilities
from rover_web.report.run import Run
from rover_web.report.saliency_plots import plot_saliency, slot_attributions
from torch import Tensor, nn


class TurnsToGoal(nn.Module):
    """Goes left the more the checkpoint is to the left; sees nothing else."""

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        bearing = observations[:, slot('goal_sin').start]
        logits = torch.stack([bearing, -bearing, torch.zeros_like(bearing)], dim=1)
        return logits.argmax(dim=1), torch.softmax(logits, dim=1)


def _observations(n: int) -> np.ndarray:
    draw = np.random.default_rng(3).uniform(-1.0, 1.0, (n, OBSERVATION_SIZE))
    return draw.astype(np.float32)


def test_only_what_the_policy_looks_at_is_salient() -> None:
    size = np.abs(slot_attributions(TurnsToGoal(), _observations(50))).mean(axis=0)
    assert size[slot('goal_sin').start] > 0.05
    assert np.delete(size, slot('goal_sin').start).max() == 0.0


def test_attributions_add_up_to_the_change_of_probability() -> None:
    observations, policy = _observations(20), TurnsToGoal()
    attributions = slot_attributions(policy, observations)
    mean = torch.as_tensor(observations.mean(axis=0, keepdims=True))
    actions, probabilities = policy(torch.as_tensor(observations))
    change = probabilities.gather(1, actions[:, None])[:, 0] - policy(mean)[1][0, actions]
    np.testing.assert_allclose(attributions.sum(axis=1), change.numpy(), atol=1e-3)


def test_the_saliency_figure_names_slots_and_directions() -> None:
    slots, directions = plot_saliency(slot_attributions(TurnsToGoal(), _observations(50))).axes
    assert slots.get_yticklabels()[-1].get_text() == 'goal_sin'
    assert slots.get_xlabel() == 'moves the probability by [%]'
    assert len(directions.patches) == N_SECTORS


def test_the_network_of_a_run_decides_as_in_its_recorded_tests(run: Run) -> None:
    assert run.world is not None
    seen = drive(load_network(run.folder), run.world)
    assert seen.observations.shape[1] == OBSERVATION_SIZE
    np.testing.assert_allclose(seen.probabilities.sum(axis=1), 1.0, atol=1e-5)
    again = drive(load_network(run.folder), run.world)
    np.testing.assert_array_equal(seen.observations, again.observations)


def test_the_least_sure_state_has_the_lowest_best_probability() -> None:
    wanted = np.array([[0.9, 0.1, 0.0], [0.4, 0.3, 0.3], [0.6, 0.2, 0.2]], np.float32)
    assert SeenOnDrive(_observations(3), wanted).least_sure() == 1


def test_a_state_shows_its_scan_and_its_probabilities() -> None:
    observation = np.zeros(OBSERVATION_SIZE, np.float32)
    observation[slot('scan_sectors').indices] = 2.0
    observation[slot('goal_sin').start] = 1.0  # to the left
    fan, bars = plot_state_probabilities(observation, np.array([0.7, 0.2, 0.1])).axes
    assert [bar.get_height() for bar in fan.patches] == [2.0] * N_SECTORS
    assert fan.lines[0].get_xdata()[0] == pytest.approx(np.pi / 2)
    assert [bar.get_width() for bar in bars.patches] == pytest.approx([70.0, 20.0, 10.0])


def test_a_damaged_checkpoint_is_named(run_copy: Run) -> None:
    for path in run_copy.folder.checkpoints.iterdir():
        path.write_bytes(b'no checkpoint')
    with pytest.raises(NothingToDrawError, match=r'\.pt cannot be used'):
        load_network(run_copy.folder)
