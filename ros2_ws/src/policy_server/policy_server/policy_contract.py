"""What a policy file promises: inputs, outputs and metadata, checked against rover_env.spec."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rover_env.spec import ACTION_NAMES, OBSERVATION_SIZE, STEP_PERIOD_S, spec_checksum

FORMAT = '1'
INPUT = 'obs'
ACTION_OUTPUT = 'action'
PROBABILITIES_OUTPUT = 'probabilities'


@dataclass(frozen=True)
class Tensor:
    """An input or output as ONNX Runtime describes it; a dimension of any size is no int."""

    name: str
    type: str
    shape: tuple[int | str | None, ...]

    def __str__(self) -> str:
        """Write it as a person reads it: ``obs tensor(float) [batch, 53]``."""
        sizes = ', '.join('any' if size is None else str(size) for size in self.shape)
        return f'{self.name} {self.type} [{sizes}]'


WANTED_INPUT = Tensor(INPUT, 'tensor(float)', ('batch', OBSERVATION_SIZE))
WANTED_OUTPUTS = (
    Tensor(ACTION_OUTPUT, 'tensor(int64)', ('batch',)),
    Tensor(PROBABILITIES_OUTPUT, 'tensor(float)', ('batch', len(ACTION_NAMES))),
)


def why_refused(
    inputs: Sequence[Tensor], outputs: Sequence[Tensor], metadata: Mapping[str, str]
) -> str | None:
    """Return what breaks the promise and what mends it, or None when the policy may serve."""
    return (
        _why_metadata(metadata)
        or _why_tensors('inputs', inputs, (WANTED_INPUT,))
        or _why_tensors('outputs', outputs, WANTED_OUTPUTS)
    )


def _why_metadata(metadata: Mapping[str, str]) -> str | None:
    if 'jezero.format' not in metadata:
        return (
            'does not say that it is a rover policy (no jezero.format in its metadata); '
            'export it with the trainer'
        )
    if metadata['jezero.format'] != FORMAT:
        return (
            f'has format {metadata["jezero.format"]}, this server reads format {FORMAT}; '
            'export it again with the trainer of this version'
        )
    checksum = metadata.get('jezero.spec_checksum', '')
    if checksum != spec_checksum():
        return (
            f'was made for another observation layout (spec checksum {checksum[:12] or "missing"}, '
            f'here {spec_checksum()[:12]}); train it again with this version'
        )
    period = metadata.get('jezero.step_period', 'missing')
    if not _is_number(period, STEP_PERIOD_S):
        return f'was made for a step period of {period}, here {STEP_PERIOD_S} s; train it again'
    return None


def _why_tensors(kind: str, found: Sequence[Tensor], wanted: Sequence[Tensor]) -> str | None:
    by_name = {tensor.name: tensor for tensor in found}
    fits = len(found) == len(wanted) and all(
        tensor.name in by_name and _fits(by_name[tensor.name], tensor) for tensor in wanted
    )
    if fits:
        return None
    return f'has {kind} ({_list(found)}), needs ({_list(wanted)}); export it with the trainer'


def _fits(found: Tensor, wanted: Tensor) -> bool:
    """Compare, taking any name for a free dimension, and a free dimension for a fixed one."""
    return (
        found.type == wanted.type
        and len(found.shape) == len(wanted.shape)
        and not isinstance(found.shape[0], int)
        and all(
            size == need or not isinstance(size, int)
            for size, need in zip(found.shape[1:], wanted.shape[1:], strict=True)
        )
    )


def _list(tensors: Sequence[Tensor]) -> str:
    return '; '.join(str(tensor) for tensor in tensors) or 'none'


def _is_number(text: str, wanted: float) -> bool:
    try:
        return float(text) == wanted
    except ValueError:
        return False
