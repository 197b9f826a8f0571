"""Checkpoints: weights, optimiser and counters; with the run's seed that is the whole state.

Training goes in blocks. At the start of each, all episodes start anew and every random generator
is seeded from the run's seed and the block's number, so a checkpoint between two blocks needs
neither the state of the generators nor that of the physics, and a resumed run repeats an
uninterrupted one.
"""

import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from rover_env.atomic_file import write_bytes
from stable_baselines3 import DQN
from stable_baselines3.common.base_class import BaseAlgorithm

from policy_trainer.dqn import memory_of, remember
from policy_trainer.run_folder import RunError

FORMAT = 1


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
    path: Path, model: BaseAlgorithm, counters: Counters, *, to_resume: bool = True
) -> None:
    """Write a checkpoint; a reader sees the old file or the new one, never a part.

    to_resume: with what a DQN has seen; not needed where only its weights matter.
    """
    buffer = io.BytesIO()
    content = {
        'format': FORMAT,
        'policy': model.policy.state_dict(),
        'optimizer': model.policy.optimizer.state_dict(),
        'counters': asdict(counters),
    }
    if to_resume and isinstance(model, DQN):
        content['memory'] = memory_of(model)
    torch.save(content, buffer)
    write_bytes(path, buffer.getvalue())


def load_checkpoint(path: Path, model: BaseAlgorithm) -> Counters:
    """Put a checkpoint's weights and optimiser into a model of the same network.

    Only tensors and plain values are read, never pickled code. Raises RunError.
    """
    try:
        content: dict[str, Any] = torch.load(path, map_location=model.device, weights_only=True)
        if content['format'] != FORMAT:
            raise RunError(f'{path} has format {content["format"]}; needs {FORMAT}')
        model.policy.load_state_dict(content['policy'])
        model.policy.optimizer.load_state_dict(content['optimizer'])
        if 'memory' in content:
            assert isinstance(model, DQN)
            remember(model, content['memory'])
        return Counters(**content['counters'])
    except RunError:
        raise
    except Exception as error:  # torch.load raises whatever the broken bytes lead to
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise RunError(
            f'{path} is no checkpoint of this network ({reason}); '
            'restore config.yaml, or start a new run'
        ) from None
