"""Export a policy to one ONNX file that says of itself what it is, checked before it is written."""

import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from rover_env.atomic_file import write_bytes
from rover_env.spec import OBSERVATION, OBSERVATION_SIZE
from torch import nn

OPSET = 17
TOLERANCE = 1e-5
CHECKED_OBSERVATIONS = 10_000


class ExportError(RuntimeError):
    """An exported policy that does not do what the trained one does; nothing is written."""


@dataclass(frozen=True)
class Agreement:
    """How far ONNX Runtime and torch are apart on random observations."""

    n_observations: int
    worst_probability_difference: float
    differing_actions: int


def export_policy(policy: nn.Module, metadata: Mapping[str, str], path: Path) -> Agreement:
    """Write a policy as ONNX, after ONNX Runtime has agreed with torch on random observations.

    policy: takes (batch, slots) float32 raw observations, returns action (batch,) and
        probabilities (batch, actions); see network.ExportedPolicy.
    metadata: what the file says of itself, see policy_metadata.
    Raises ExportError if the two differ by more than TOLERANCE.
    """
    content = _onnx_bytes(policy, metadata)
    agreement = compare(policy, content)
    if agreement.worst_probability_difference > TOLERANCE or agreement.differing_actions:
        raise ExportError(
            f'{path} is not written: ONNX Runtime and torch differ by '
            f'{agreement.worst_probability_difference:.1e} (allowed {TOLERANCE:.0e}) and in '
            f'{agreement.differing_actions} of {agreement.n_observations} actions; '
            'check that the weights are finite'
        )
    write_bytes(path, content)
    return agreement


def compare(policy: nn.Module, onnx_content: bytes) -> Agreement:
    """Run both on the same random observations, drawn over and beyond the ranges of the spec.

    Actions differ only where they do so without a tie: the two best probabilities further apart
    than TOLERANCE.
    """
    observations = random_observations(CHECKED_OBSERVATIONS, seed=0)
    with torch.no_grad():
        action, probabilities = policy(torch.as_tensor(observations))
    expected = probabilities.numpy()
    onnx_action, onnx_probabilities = onnx_session(onnx_content).run(None, {'obs': observations})
    difference = np.abs(onnx_probabilities - expected)
    two_best = np.sort(expected, axis=1)[:, -2:]
    tie = two_best[:, 1] - two_best[:, 0] <= TOLERANCE
    worst = float(difference.max()) if np.isfinite(difference).all() else float('inf')
    differing = int(np.count_nonzero((onnx_action != action.numpy()) & ~tie))
    return Agreement(CHECKED_OBSERVATIONS, worst, differing)


def random_observations(n: int, seed: int) -> NDArray[np.float32]:
    """Return (n, slots) observations, uniform over 1.2 times each slot's range."""
    low = np.repeat([s.low for s in OBSERVATION], [s.size for s in OBSERVATION])
    high = np.repeat([s.high for s in OBSERVATION], [s.size for s in OBSERVATION])
    margin = 0.1 * (high - low)
    draw = np.random.default_rng(seed).uniform(low - margin, high + margin, (n, OBSERVATION_SIZE))
    return draw.astype(np.float32)


def onnx_session(content: bytes) -> onnxruntime.InferenceSession:
    """Return a session of ONNX Runtime that stays within this thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=['CPUExecutionProvider'])


def _onnx_bytes(policy: nn.Module, metadata: Mapping[str, str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The exporter that needs no further package is marked deprecated in torch 2.9 and later.
        warnings.simplefilter('ignore', DeprecationWarning)
        path = Path(folder) / 'policy.onnx'
        torch.onnx.export(
            policy,
            (torch.zeros(1, OBSERVATION_SIZE),),
            path,
            input_names=['obs'],
            output_names=['action', 'probabilities'],
            dynamic_axes={name: {0: 'batch'} for name in ('obs', 'action', 'probabilities')},
            opset_version=OPSET,
            dynamo=False,
        )
        model = onnx.load(path)
    onnx.helper.set_model_props(model, dict(metadata))
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content
