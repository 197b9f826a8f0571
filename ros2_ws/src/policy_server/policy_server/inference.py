"""A driving policy: an ONNX file that is checked once and then turns observations into actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from rover_env.spec import ACTION_NAMES, OBSERVATION, OBSERVATION_SIZE

from policy_server.policy_contract import (
    ACTION_OUTPUT,
    INPUT,
    PROBABILITIES_OUTPUT,
    Tensor,
    why_refused,
)
from policy_server.policy_file import MAX_SERVED_BYTES, PolicyLoadError, read_policy_file

Float32 = NDArray[np.float32]
Int64 = NDArray[np.int64]

_FEW = 256  # numbers that Python looks through quicker than numpy
_TRIAL_BATCHES = (1, 3)  # a batch of one and one of many, run once when a policy is loaded
_OUTSIDE_DATA = 'session.model_external_initializers_file_folder_path'


class ObservationError(ValueError):
    """Observations that no policy can take; one sentence."""


class InferenceError(RuntimeError):
    """An answer of the network that is no action; one sentence."""


@dataclass(frozen=True)
class Decision:
    """What a policy chose for each observation.

    actions: (n,) int64, indices into rover_env.spec.ACTIONS, the most probable one.
    probabilities: (n, n_actions) float32.
    """

    actions: Int64
    probabilities: Float32


class Policy:
    """An ONNX policy in memory. Safe to share between threads: nothing changes after loading."""

    def __init__(self, path: Path | str, *, max_bytes: int = MAX_SERVED_BYTES) -> None:
        """Read, check and try a policy file.

        Raises:
            PolicyLoadError: the file cannot serve; the sentence says why and what mends it.
        """
        file = read_policy_file(path, max_bytes)
        self.path = file.path
        self.sha256 = file.sha256
        self._session = _open_session(file.path, file.content)
        self.metadata: Mapping[str, str] = dict(self._session.get_modelmeta().custom_metadata_map)
        reason = why_refused(
            [_describe(node) for node in self._session.get_inputs()],
            [_describe(node) for node in self._session.get_outputs()],
            self.metadata,
        )
        if reason:
            raise PolicyLoadError(self.path, reason)
        self._try()

    def infer(self, observations: Float32) -> Decision:
        """Choose an action for each observation.

        observations: (n, OBSERVATION_SIZE) float32 in raw SI units, n >= 1.

        Raises:
            ObservationError: the observations have another shape or are not finite.
            InferenceError: the network fails or answers with something that is no action.
        """
        check_observations(observations)
        actions, probabilities = self._run(observations)
        n = len(observations)
        if actions.shape != (n,) or probabilities.shape != (n, len(ACTION_NAMES)):
            raise InferenceError(
                f'the policy answered {n} observations with shapes {actions.shape} and '
                f'{probabilities.shape}; export it again'
            )
        if not _all_finite(probabilities):
            raise InferenceError(
                'the policy answered with probabilities that are not finite; train it again'
            )
        chosen = actions.tolist()
        if min(chosen) < 0 or max(chosen) >= len(ACTION_NAMES):
            raise InferenceError(
                f'the policy chose an action outside 0..{len(ACTION_NAMES) - 1}; export it again'
            )
        return Decision(actions, probabilities)

    def _run(self, observations: Float32) -> tuple[Int64, Float32]:
        try:
            actions, probabilities = self._session.run(
                [ACTION_OUTPUT, PROBABILITIES_OUTPUT], {INPUT: observations}
            )
        except Exception as error:  # ONNX Runtime's errors have no common base class
            raise InferenceError(f'the policy failed: {_first_line(error)}') from None
        return actions, probabilities

    def _try(self) -> None:
        """Run on the middle of every range, so that a broken network is refused at once."""
        middle = np.concatenate(
            [np.full(slot.size, (slot.low + slot.high) / 2, np.float32) for slot in OBSERVATION]
        )
        for n in _TRIAL_BATCHES:
            try:
                self.infer(np.tile(middle, (n, 1)))
            except InferenceError as error:
                raise PolicyLoadError(self.path, f'does not work: {error}') from None


def check_observations(observations: Float32) -> None:
    """Raise ObservationError unless (n, OBSERVATION_SIZE) float32, n >= 1, and finite."""
    if observations.ndim != 2 or observations.shape[1] != OBSERVATION_SIZE:
        raise ObservationError(
            f'observations have shape {observations.shape}; needs (n, {OBSERVATION_SIZE})'
        )
    if len(observations) == 0:
        raise ObservationError('no observations; send at least one')
    if not _all_finite(observations):
        row, column = np.argwhere(~np.isfinite(observations))[0]
        slot = next(slot for slot in OBSERVATION if column < slot.stop)
        raise ObservationError(
            f'observation {row}, slot {slot.name} is {observations[row, column]}; '
            'needs a finite number'
        )


def _all_finite(numbers: Float32) -> bool:
    # Requests come with cold caches, where numpy takes 20 us however few the numbers are.
    if numbers.size <= _FEW:
        return isfinite(sum(numbers.ravel().tolist()))  # finite float32 add up to a finite float
    return bool(np.isfinite(numbers).all())


def _open_session(path: Path, content: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1  # a small network is slower on more, and the cores are taken
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # faults become sentences here, not lines on stderr
    options.add_session_config_entry(_OUTSIDE_DATA, '/dev/null')  # a folder that holds nothing
    try:
        return ort.InferenceSession(content, options, providers=['CPUExecutionProvider'])
    except Exception as error:  # ONNX Runtime's errors have no common base class
        raise PolicyLoadError(path, _why_unreadable(str(error))) from None


def _why_unreadable(message: str) -> str:
    if 'external data' in message.lower():
        return 'keeps its weights in another file; export it as one file'
    if 'INVALID_PROTOBUF' in message or 'No graph' in message:
        return 'is not an ONNX file; give one that the trainer exported (policy.onnx)'
    return f'cannot be run by ONNX Runtime: {message.splitlines()[0]}'


def _describe(node: ort.NodeArg) -> Tensor:
    return Tensor(node.name, node.type, tuple(node.shape))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
