"""Open the folder of a run: read what is there, name what is missing or damaged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mars_world.world import World, WorldError, load_world
from policy_trainer.config_file import ConfigError, read_settings
from policy_trainer.json_lines import read_json_lines
from policy_trainer.run_folder import RunError, RunFolder

from rover_web.report.columns import Columns
from rover_web.report.map_axes import Ground, draw_ground_grey
from rover_web.report.step_blocks import MOST_ROWS, read_sample

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """What a run recorded. A part that is missing or damaged is empty, and ``problems`` says why.

    settings: config.yaml. metrics, episodes: the columns of their files. steps: see
    ``rover_env.step_table``, sampled if ``steps_note`` says so. world: none if it cannot be built.
    """

    folder: RunFolder
    settings: Mapping[str, Any]
    metrics: Columns
    episodes: Columns
    steps: Columns
    steps_note: str
    world: World | None
    problems: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the run, its folder's."""
        return self.folder.name

    @cached_property
    def updates(self) -> Columns:
        """The metrics of updates of the network, without those of tests."""
        name = 'train/loss'
        return self.metrics.having(name) if name in self.metrics else Columns('metrics.jsonl', {})

    @cached_property
    def ground(self) -> Ground | None:
        """The ground of the world, to lay beneath maps; none without a world."""
        return None if self.world is None else draw_ground_grey(self.world)


def open_run(path: Path, most_steps: int = MOST_ROWS) -> Run:
    """Read the folder of a run.

    most_steps: rows of the table of steps above which whole blocks are left out.

    Raises:
        RunError: there is no such folder, or it holds nothing of a run.
    """
    folder = RunFolder(path)
    if not any(file.exists() for file in (folder.config, folder.metrics, folder.episodes)):
        raise RunError(f'{path} is no run: it has no config.yaml, metrics.jsonl or episodes.jsonl')
    problems: list[str] = []
    settings = _settings(folder.config, problems.append)
    steps, note = read_sample(folder.steps, problems.append, most_steps)
    if not len(steps):
        problems.append('steps.parquet has no steps; the setting record.steps turns them on')
    return Run(
        folder,
        settings,
        _records(folder.metrics, problems.append),
        _records(folder.episodes, problems.append),
        steps,
        note,
        _world(settings, problems.append),
        tuple(problems),
    )


def _settings(file: Path, tell: Tell) -> Mapping[str, Any]:
    try:
        return read_settings(file)
    except (ConfigError, UnicodeDecodeError) as error:
        tell(f'config.yaml cannot be used ({error})')
        return {}


def _records(file: Path, tell: Tell) -> Columns:
    if not file.exists():
        tell(f'{file.name} is missing')
    return Columns.of_records(file.name, list(_lines(file, tell)))


def _lines(file: Path, tell: Tell) -> Iterator[Mapping[str, Any]]:
    n_read = 0
    try:
        for record in read_json_lines(file):
            if not isinstance(record, dict):
                raise ValueError(f'needs an object, not {record!r}')
            yield record
            n_read += 1
    except (OSError, ValueError) as error:
        tell(f'{file.name} is damaged after line {n_read}; what follows is left out ({error})')


def _world(settings: Mapping[str, Any], tell: Tell) -> World | None:
    name = settings.get('world')
    if name is None:
        return None
    try:
        return load_world(str(name))
    except (WorldError, OSError) as error:
        tell(f'maps are without ground: world {name} cannot be built ({error})')
        return None
