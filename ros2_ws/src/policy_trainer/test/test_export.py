"""Exported policies: the same decisions as in torch, self-describing, never written when wrong."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from gymnasium import spaces
from policy_trainer.config import NetworkConfig
from policy_trainer.export import ExportError, compare, export_policy, random_observations
from policy_trainer.network import ExportedPolicy, RangeNormaliser, policy_arguments
from rover_env.spec import OBSERVATION, OBSERVATION_SIZE
from stable_baselines3.common.policies import ActorCriticPolicy
from torch import Tensor, nn


def _space() -> spaces.Box:
    low = np.repeat([s.low for s in OBSERVATION], [s.size for s in OBSERVATION])
    high = np.repeat([s.high for s in OBSERVATION], [s.size for s in OBSERVATION])
    return spaces.Box(low.astype(np.float32), high.astype(np.float32))


def _policy(seed: int = 0) -> ActorCriticPolicy:
    torch.manual_seed(seed)
    arguments = policy_arguments(NetworkConfig(), adam_epsilon=1e-5)
    policy = ActorCriticPolicy(_space(), spaces.Discrete(3), lambda _: 1e-3, **arguments)
    with torch.no_grad():
        policy.action_net.weight.mul_(100.0)  # decided, as a trained policy is
    return policy


def test_the_normaliser_maps_each_range_to_minus_one_and_one() -> None:
    space = _space()
    normaliser = RangeNormaliser(space)
    ends = torch.as_tensor(np.stack([space.low, space.high]))
    wanted = torch.tensor([[-1.0], [1.0]]).expand(2, OBSERVATION_SIZE)
    torch.testing.assert_close(normaliser(ends), wanted, rtol=0.0, atol=1e-6)
    assert normaliser(10.0 * ends).abs().max() <= 1.0


def test_the_normaliser_refuses_a_range_without_end() -> None:
    with pytest.raises(ValueError, match='finite low < high'):
        RangeNormaliser(spaces.Box(-np.inf, np.inf, (3,)))


def test_onnx_and_torch_agree_on_ten_thousand_observations(tmp_path: Path) -> None:
    agreement = export_policy(ExportedPolicy(_policy()), {}, tmp_path / 'policy.onnx')
    assert agreement.n_observations == 10_000
    assert agreement.worst_probability_difference < 1e-5
    assert agreement.differing_actions == 0


def test_the_file_decides_as_the_training_policy_does(tmp_path: Path) -> None:
    policy = _policy()
    path = tmp_path / 'policy.onnx'
    export_policy(ExportedPolicy(policy), {}, path)
    observations = random_observations(200, seed=1)
    session = onnx_session(path)
    assert [entry.name for entry in session.get_inputs()] == ['obs']
    assert [entry.name for entry in session.get_outputs()] == ['action', 'probabilities']
    action, probabilities = session.run(None, {'obs': observations})
    expected, _ = policy.predict(observations, deterministic=True)
    assert action.dtype == np.int64
    assert probabilities.shape == (200, 3)
    assert np.array_equal(action, expected)


def onnx_session(path: Path):  # noqa: ANN201
    import onnxruntime

    return onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])


def test_the_metadata_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / 'policy.onnx'
    export_policy(ExportedPolicy(_policy()), {'jezero.world': 'mars'}, path)
    assert {p.key: p.value for p in onnx.load(path).metadata_props} == {'jezero.world': 'mars'}


def test_weights_that_are_not_finite_are_never_written(tmp_path: Path) -> None:
    policy = _policy()
    with torch.no_grad():
        policy.action_net.weight.fill_(float('nan'))
    path = tmp_path / 'policy.onnx'
    with pytest.raises(ExportError, match='not written'):
        export_policy(ExportedPolicy(policy), {}, path)
    assert not path.exists()


class _Unsteady(nn.Module):
    """Answers differently each time, so that what is traced is not what is trained."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        self.calls += 1
        probabilities = torch.softmax(observations[:, :3] * self.calls, dim=1)
        return probabilities.argmax(1), probabilities


def test_a_graph_that_was_traced_wrongly_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / 'policy.onnx'
    with pytest.raises(ExportError):
        export_policy(_Unsteady(), {}, path)
    assert not path.exists()


def test_comparing_finds_other_weights(tmp_path: Path) -> None:
    path = tmp_path / 'policy.onnx'
    export_policy(ExportedPolicy(_policy(0)), {}, path)
    agreement = compare(ExportedPolicy(_policy(1)), path.read_bytes())
    assert agreement.differing_actions > 0
