"""Real, tiny policies for the tests, written as ONNX files."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from rover_env.spec import ACTION_NAMES, OBSERVATION_SIZE, spec_checksum, spec_json

METADATA = {
    'jezero.format': '1',
    'jezero.spec': spec_json(),
    'jezero.spec_checksum': spec_checksum(),
    'jezero.step_period': '0.3',
}


def linear_policy(
    *,
    favourite: int = 2,
    weights: np.ndarray | None = None,
    size: int = OBSERVATION_SIZE,
    batch: int | str = 'batch',
    metadata: dict[str, str] | None = None,
) -> onnx.ModelProto:
    """Make softmax(obs @ weights + bias) whose bias makes one action the favourite."""
    n_actions = len(ACTION_NAMES)
    bias = np.zeros(n_actions, np.float32)
    bias[favourite] = 1.0
    if weights is None:
        weights = np.zeros((size, n_actions), np.float32)
    graph = helper.make_graph(
        [
            helper.make_node('Gemm', ['obs', 'weights', 'bias'], ['logits']),
            helper.make_node('Softmax', ['logits'], ['probabilities']),
            helper.make_node('ArgMax', ['logits'], ['action'], axis=1, keepdims=0),
        ],
        'policy',
        [helper.make_tensor_value_info('obs', TensorProto.FLOAT, [batch, size])],
        [
            helper.make_tensor_value_info('action', TensorProto.INT64, [batch]),
            helper.make_tensor_value_info('probabilities', TensorProto.FLOAT, [batch, n_actions]),
        ],
        [
            numpy_helper.from_array(weights.astype(np.float32), 'weights'),
            numpy_helper.from_array(bias, 'bias'),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8)
    helper.set_model_props(model, METADATA if metadata is None else metadata)
    return model


@pytest.fixture
def metadata() -> dict[str, str]:
    """What a good policy says of itself."""
    return dict(METADATA)


@pytest.fixture
def save_policy(tmp_path: Path) -> Callable[..., Path]:
    """Write a policy made of ``linear_policy``'s arguments and return its file."""

    def save(*, split: bool = False, **changes: object) -> Path:
        file = tmp_path / 'policy.onnx'
        model = linear_policy(**changes)  # type: ignore[arg-type]
        onnx.save(model, file, save_as_external_data=split, location='weights', size_threshold=0)
        return file

    return save
