"""Write a run's steps and episodes as CSV, with units in the header line."""

import csv
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from policy_trainer.episode_table import EPISODE_FIELDS
from policy_trainer.json_lines import read_json_lines
from policy_trainer.run_folder import RunFolder

from rover_web.report.step_blocks import SOURCE, block_files, read_block

EPISODE_UNITS = {field.name: field.unit for field in EPISODE_FIELDS}


def export_csv(run: RunFolder, folder: Path, tell: Callable[[str], None]) -> list[Path]:
    """Write ``steps.csv`` and ``episodes.csv``; returns what was written.

    Headers are names with units, as ``x [m]``; an empty cell is a value that a row does not have.

    tell: called with a sentence for each file that cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    steps = _steps(run, folder / 'steps.csv', tell)
    episodes = _episodes(run, folder / 'episodes.csv', tell)
    return [path for path in (steps, episodes) if path]


def _steps(run: RunFolder, path: Path, tell: Callable[[str], None]) -> Path | None:
    schemas = []
    for file in block_files(run.steps):
        with suppress(OSError, pa.ArrowException):  # read_block tells it
            schemas.append(pq.read_schema(file))
    if not schemas:
        tell(f'{SOURCE} has no steps')
        return None
    schema = pa.unify_schemas(schemas)
    plain = pa.schema([_plain(field) for field in schema])
    with path.open('wb') as sink, pa.csv.CSVWriter(sink, plain) as writer:
        for file in block_files(run.steps):
            table = read_block(file, tell)
            if table is not None:
                writer.write_table(_as(table, schema, plain))
    return path


def _as(table: pa.Table, schema: pa.Schema, plain: pa.Schema) -> pa.Table:
    """Return a block with the columns of all blocks, empty where it has none."""
    columns = [
        table[field.name].cast(new.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, new.type)
        for field, new in zip(schema, plain, strict=True)
    ]
    return pa.table(columns, schema=plain)


def _plain(field: pa.Field) -> pa.Field:
    """Return a column as CSV has it: the unit in its name, and texts that are no dictionary."""
    unit = (field.metadata or {}).get(b'unit', b'').decode()
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return pa.field(_header(field.name, unit), kind)


def _episodes(run: RunFolder, path: Path, tell: Callable[[str], None]) -> Path | None:
    records: list[dict[str, Any]] = []
    try:
        records.extend(read_json_lines(run.episodes))
    except (OSError, ValueError) as error:
        tell(f'{run.episodes.name} is damaged ({error})')
    if not records:
        tell(f'{run.episodes.name} has no episodes')
        return None
    names = list(dict.fromkeys(name for record in records for name in record))
    with path.open('w', newline='', encoding='utf-8') as sink:
        writer = csv.writer(sink)
        writer.writerow([_header(name, EPISODE_UNITS.get(name, '')) for name in names])
        writer.writerows([record.get(name) for name in names] for record in records)
    return path


def _header(name: str, unit: str) -> str:
    return f'{name} [{unit}]' if unit and unit != '1' else name
