"""Checkpoints: weights, optimiser and counters; with the run's seed that is the whole state.

Training goes in blocks. At the start of each, all episodes start anew and every random generator
is seeded from the run's seed and the block's number, so a checkpoint between two blocks needs
neither the state of the generators nor that of the physics, and a resumed run repeats an
uninterrupted one.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from rover_env.atomic_file import write_bytes
from rover_env.spec import spec_checksum
from stable_baselines3 import DQN
from stable_baselines3.common.base_class import BaseAlgorithm

from policy_trainer.config import TrainingConfig
from policy_trainer.dqn import memory_of, remember
from policy_trainer.run_folder import RunError

FORMAT = 2


@dataclass
class Counters:
    """Where a run is, between two blocks.

    block: number of the block about to start. passes: good evaluations in a row. next_episode:
    number of the next episode to begin. best_rank: of the best examination so far, see
    examiner.Examination.
    """

    block: int = 0
    timesteps: int = 0
    episodes: int = 0
    passes: int = 0
    next_episode: int = 0
    best_rank: tuple[float, float, float] = (-2.0, 0.0, 0.0)


def save_checkpoint(
    path: Path,
    model: BaseAlgorithm,
    config: TrainingConfig,
    counters: Counters,
    *,
    to_resume: bool = True,
) -> None:
    """Write a checkpoint; a reader sees the old file or the new one, never a part.

    to_resume: with what a DQN has seen; not needed where only its weights matter.
    """
    buffer = io.BytesIO()
    content = {
        'format': FORMAT,
        'weights_of': weights_of(config),
        'policy': model.policy.state_dict(),
        'optimizer': model.policy.optimizer.state_dict(),
        'counters': asdict(counters),
    }
    if to_resume and isinstance(model, DQN):
        content['memory'] = memory_of(model)
    torch.save(content, buffer)
    write_bytes(path, buffer.getvalue())


def load_checkpoint(path: Path, model: BaseAlgorithm, config: TrainingConfig) -> Counters:
    """Put a checkpoint's weights and optimiser into a model of the same network.

    Only tensors and plain values are read, never pickled code. Raises RunError.
    """
    with _named(path):
        content = _read(path, config)
        model.policy.load_state_dict(content['policy'])
        model.policy.optimizer.load_state_dict(content['optimizer'])
        if 'memory' in content:
            assert isinstance(model, DQN)
            remember(model, content['memory'])
        return Counters(**content['counters'])


def load_weights(path: Path, model: BaseAlgorithm, config: TrainingConfig) -> None:
    """Put a checkpoint's weights alone into a model of the same network. Raises RunError."""
    with _named(path):
        model.policy.load_state_dict(_read(path, config)['policy'])


def check_weights(path: Path, config: TrainingConfig) -> None:
    """Raise RunError unless a checkpoint's weights fit the network of a configuration."""
    with _named(path):
        _read(path, config)


def weights_of(config: TrainingConfig) -> dict[str, str]:
    """Return what weights are made for, by name; they fit where all of it is equal."""
    heads = 'Q-network' if config.algorithm == 'dqn' else 'actor-critic'
    sizes = ' x '.join(map(str, config.network.hidden_sizes))
    return {
        'network': f'{heads}, {sizes}, {config.network.activation}',
        'layout (spec)': spec_checksum(),
    }


def _read(path: Path, config: TrainingConfig) -> dict[str, Any]:
    content: dict[str, Any] = torch.load(path, map_location='cpu', weights_only=True)
    if content['format'] != FORMAT:
        raise RunError(f'{path} has format {content["format"]}; needs {FORMAT}; start a new run')
    for name, ours in weights_of(config).items():
        theirs = content['weights_of'][name]
        if theirs != ours:
            raise RunError(
                f'{path} has weights for the {name} {theirs!r}, this run needs {ours!r}; '
                'restore config.yaml, or take weights for the same'
            )
    return content


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turn whatever broken bytes lead to into one sentence that names the file."""
    try:
        yield
    except RunError:
        raise
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise RunError(
            f'{path} is no checkpoint that can be read ({reason}); start a new run'
        ) from None
