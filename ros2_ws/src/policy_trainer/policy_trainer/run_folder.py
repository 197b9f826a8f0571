"""A run is a folder: its configuration, its reward, and all that training wrote."""

import fcntl
import os
import re
from datetime import datetime
from pathlib import Path

from rover_env.atomic_file import write_bytes, write_text

from policy_trainer.config import TrainingConfig
from policy_trainer.config_file import config_text, make_config, read_settings
from policy_trainer.json_lines import keep_before_block
from policy_trainer.step_writer import drop_from_block


class RunError(ValueError):
    """A run folder that cannot be used: names it and the remedy."""


class RunFolder:
    """The files of one run; all paths are below ``path``.

    A folder with only config.yaml and reward.py (either may be missing) is an experiment to start
    from; once it holds checkpoints it is a run, which is resumed and never begun again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = path / 'config.yaml'
        self.reward = path / 'reward.py'
        self.first_weights = path / 'first_weights.pt'
        self.checkpoints = path / 'checkpoints'
        self.last_checkpoint = self.checkpoints / 'last.pt'
        self.best_checkpoint = self.checkpoints / 'best.pt'
        self.policy = path / 'policy.onnx'
        self.model_card = path / 'policy.md'
        self.metrics = path / 'metrics.jsonl'
        self.episodes = path / 'episodes.jsonl'
        self.steps = path / 'steps.parquet'
        self.tensorboard = path / 'tensorboard'
        self.log = path / 'log.jsonl'

    @property
    def name(self) -> str:
        """Name of the run, its folder's."""
        return self.path.name

    @property
    def is_started(self) -> bool:
        """Whether training has begun in this folder."""
        return self.checkpoints.exists()

    def start(
        self, config: TrainingConfig, reward_source: bytes, begin_with: Path | None = None
    ) -> None:
        """Make the folder of a new run. Raises RunError if a run has begun there.

        begin_with: checkpoint to keep a copy of, as the file may be gone when the run goes on.
        """
        if self.is_started:
            raise RunError(
                f'run {self.name!r} already exists in {self.path}; give another name, '
                f'or continue it with --resume {self.name}'
            )
        self.path.mkdir(parents=True, exist_ok=True)
        write_text(self.config, config_text(config))
        write_bytes(self.reward, reward_source)
        if begin_with:
            write_bytes(self.first_weights, begin_with.read_bytes())
        self.checkpoints.mkdir()

    def read_config(self) -> TrainingConfig:
        """Return the configuration saved in the folder."""
        return make_config(read_settings(self.config), source=str(self.config))

    def rewind(self, block: int) -> None:
        """Forget the records of a block and later, which a resumed run drives again."""
        keep_before_block(self.metrics, block)
        keep_before_block(self.episodes, block)
        drop_from_block(self.steps, block)

    def lock(self) -> int:
        """Keep other processes from writing here; the lock goes with the process, or on close.

        Returns a file descriptor. Raises RunError if another process trains here.
        """
        descriptor = os.open(self.path / '.lock', os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise RunError(
                f'run {self.name!r} is being trained by another process; stop that one first, '
                'or give another name'
            ) from None
        return descriptor


def run_folder(runs_dir: Path, name: str, world: str) -> RunFolder:
    """Return the folder of a name under ``runs_dir``; an empty name gives a new one.

    Raises RunError for a name that is not a plain folder name.
    """
    if not name:
        return RunFolder(_unused(runs_dir, f'{Path(world).stem}-{datetime.now():%Y%m%d-%H%M%S}'))
    if not re.fullmatch(r'[A-Za-z0-9_][A-Za-z0-9._-]*', name):
        raise RunError(f'run name {name!r} needs letters, digits, ".", "_" and "-" only')
    return RunFolder(runs_dir / name)


def existing_run(runs_dir: Path, name: str) -> RunFolder:
    """Return a run that has a checkpoint, by name under ``runs_dir`` or by path.

    Raises RunError if there is none.
    """
    for path in (runs_dir / name, Path(name)):
        run = RunFolder(path)
        if run.last_checkpoint.exists():
            return run
    known = sorted(path.parent.parent.name for path in runs_dir.glob('*/checkpoints/last.pt'))
    listed = f'runs in {runs_dir}: {", ".join(known)}' if known else f'{runs_dir} holds no run'
    raise RunError(f'run {name!r} has no checkpoint to go on from; {listed}')


def checkpoint_of(runs_dir: Path, name: str) -> Path:
    """Return a file, or the best checkpoint of a run; see ``existing_run``."""
    if Path(name).is_file():
        return Path(name)
    run = existing_run(runs_dir, name)
    return run.best_checkpoint if run.best_checkpoint.exists() else run.last_checkpoint


def _unused(runs_dir: Path, stem: str) -> Path:
    path, count = runs_dir / stem, 1
    while path.exists():
        count += 1
        path = runs_dir / f'{stem}-{count}'
    return path
