"""The folders of training runs, as a list and one by one."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from policy_trainer.config_file import ConfigError, read_settings
from policy_trainer.run_folder import RunError, RunFolder, run_folder
from pydantic import Field

from rover_web.records import Known, Record
from rover_web.run_lock import is_locked

TAIL_BYTES = 65536
MAX_FILES = 1000


class RunNotFoundError(LookupError):
    """There is no such run, or no such file in it; one sentence."""


class Run(Record):
    """A run in one line."""

    name: str
    world: str = Field(description='empty when the configuration does not tell')
    state: str = Field(description='new, training, stopped or trained')
    changed_at: datetime
    timesteps: int = Field(description='environment steps recorded')
    success_rate: Known = Field(description='of the latest test, else of the latest update, 0..1')
    mean_score: Known = Field(description='of the latest test')


class RunFile(Record):
    """A file of a run."""

    path: str = Field(description='below the folder of the run')
    size: int = Field(description='[bytes]')


class Runs:
    """Reads the folder of runs whenever it is asked, so that it is never out of date."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; there need not be one yet."""
        self.folder = folder

    def newest_first(self) -> tuple[Run, ...]:
        """Return all runs, the one that changed last first."""
        runs = [_describe(run) for run in map(RunFolder, self.folder.glob('*')) if _marks(run)]
        return tuple(sorted(runs, key=lambda run: run.changed_at, reverse=True))

    def get(self, name: str) -> Run:
        """Return one run. Raises RunNotFoundError."""
        return _describe(self._run(name))

    def path(self, name: str) -> Path:
        """Return the folder of a run. Raises RunNotFoundError."""
        return self._run(name).path

    def files(self, name: str) -> tuple[RunFile, ...]:
        """Return the files a viewer may have. Raises RunNotFoundError."""
        folder = self.path(name)
        found = sorted(path for path in folder.rglob('*') if _is_plain(folder, path))
        return tuple(
            RunFile(path=str(path.relative_to(folder)), size=path.stat().st_size)
            for path in found[:MAX_FILES]
        )

    def file(self, name: str, below: str) -> Path:
        """Return a plain file of a run, never one outside. Raises RunNotFoundError."""
        folder = self.path(name)
        path = folder / below
        if '\0' in below or not _is_plain(folder, path):
            raise RunNotFoundError(f'run {name!r} has no file {below!r}')
        return path

    def _run(self, name: str) -> RunFolder:
        try:
            run = run_folder(self.folder, name, world='')
        except RunError as error:
            raise RunNotFoundError(str(error)) from None
        if not _marks(run):
            raise RunNotFoundError(f'there is no run {name!r} in {self.folder}')
        return run


def _marks(run: RunFolder) -> list[Path]:
    """Return the files that tell a run, or an experiment to start from, from other folders."""
    return [path for path in (run.config, run.metrics, run.checkpoints) if path.exists()]


def _is_plain(folder: Path, path: Path) -> bool:
    """Tell whether a path is a file within a folder: not hidden, not behind a link or ``..``."""
    try:
        within = path.resolve().relative_to(folder.resolve())
    except ValueError:
        return False
    inside = within == path.relative_to(folder)
    return inside and path.is_file() and not any(part.startswith('.') for part in within.parts)


def _describe(run: RunFolder) -> Run:
    newest: dict[str, Any] = {}
    for record in _last_records(run.metrics):
        newest.update(record)
    tested = newest.get('evaluation/success_rate')
    changed_s = max(path.stat().st_mtime for path in _marks(run))
    return Run(
        name=run.name,
        world=_world(run.config),
        state=_state(run),
        changed_at=datetime.fromtimestamp(changed_s, UTC),
        timesteps=newest.get('timesteps', 0),
        success_rate=newest.get('episodes/success_rate') if tested is None else tested,
        mean_score=newest.get('evaluation/mean_score'),
    )


def _state(run: RunFolder) -> str:
    if is_locked(run.path / '.lock'):
        return 'training'
    if run.policy.exists():
        return 'trained'
    return 'stopped' if run.is_started else 'new'


def _world(config: Path) -> str:
    try:
        return str(read_settings(config).get('world', ''))
    except (ConfigError, UnicodeDecodeError):
        return ''


def _last_records(path: Path) -> Iterator[dict[str, Any]]:
    """Read the last whole lines of a file that may grow meanwhile."""
    try:
        with path.open('rb') as file:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
            lines = file.read().splitlines(keepends=True)
    except OSError:
        return
    for line in lines:
        if line.endswith(b'\n') and line.startswith(b'{'):
            yield json.loads(line)
