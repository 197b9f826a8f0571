"""Read the table of steps block by block, so that one damaged file costs only its own rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from rover_web.report.columns import Columns, NothingToDrawError

SOURCE = 'steps.parquet'
MOST_ROWS = 500_000  # of a figure; a long run is sampled by whole blocks


def block_files(folder: Path) -> list[Path]:
    """Return the files of a run's steps, the first block first."""
    return sorted(folder.glob('block-*.parquet'))


def read_sample(
    folder: Path, tell: Callable[[str], None], most_rows: int = MOST_ROWS
) -> tuple[Columns, str]:
    """Read the steps of a run, or of evenly spread blocks of it where there are too many.

    tell: called with a sentence for each file that cannot be read.
    Returns the steps, and a sentence about what was left out, empty if nothing was.
    """
    rows = {file: n for file in block_files(folder) if (n := _rows(file, tell)) is not None}
    files = _spread(list(rows), list(rows.values()), most_rows)
    tables = [table for file in files if (table := read_block(file, tell)) is not None]
    if not tables:
        return Columns(SOURCE, {}), ''
    sample = _columns(pa.concat_tables(tables, promote_options='default'))
    if len(files) == len(rows):
        return sample, ''
    note = (
        f'Figures of steps are drawn from {len(files)} of {len(rows)} blocks of training '
        f'({len(sample):,} of {sum(rows.values()):,} steps), evenly spread and the last among them.'
    )
    return sample, note


def read_episode(folder: Path, episode: int) -> Columns:
    """Read the steps of one episode, in order.

    Raises:
        NothingToDrawError: no block that can be read holds it.
    """
    for file in block_files(folder):
        table = read_block(file, lambda sentence: None, [('episode', '=', episode)])
        if table is not None and table.num_rows:
            return _columns(table.sort_by('step'))
    raise NothingToDrawError(f'{SOURCE} has no steps of episode {episode}')


def read_block(
    file: Path,
    tell: Callable[[str], None],
    filters: list[tuple[str, str, int]] | None = None,
) -> pa.Table | None:
    """Read the file of a block, or tell why it cannot be read and return none.

    filters: which rows, as of ``pyarrow.parquet.read_table``.
    """
    try:
        return pq.read_table(file, filters=filters, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        tell(_sentence(file, error))
        return None


def _sentence(file: Path, error: Exception) -> str:
    reason = str(error).splitlines()[0].rstrip('.')
    return f'{SOURCE}/{file.name} is damaged and left out ({reason})'


def _rows(file: Path, tell: Callable[[str], None]) -> int | None:
    try:
        return int(pq.read_metadata(file).num_rows)
    except (OSError, pa.ArrowException) as error:
        tell(_sentence(file, error))
        return None


def _spread(files: list[Path], rows: list[int], most_rows: int) -> list[Path]:
    """Return evenly spread files with about ``most_rows`` rows, the last among them."""
    total = sum(rows)
    if total <= most_rows:
        return files
    count = max(1, int(len(files) * most_rows / total))
    chosen = np.unique(np.linspace(len(files) - 1, 0, count).round().astype(int))
    return [files[index] for index in chosen]


def _columns(table: pa.Table) -> Columns:
    arrays: dict[str, NDArray[Any]] = {
        name: table.column(name).to_numpy() for name in table.column_names
    }
    return Columns(SOURCE, arrays)
