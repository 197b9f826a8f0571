"""Write the table of steps: one Parquet file for each block of training."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from rover_env.atomic_file import write_bytes
from rover_env.step_table import SCHEMA, further_field

Columns = Mapping[str, NDArray[Any]]


class StepWriter:
    """Collects steps and writes a block's when told to; a file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._steps: list[Columns] = []

    def add(self, columns: Columns) -> None:
        """Take the rows of one step; the arrays must not change any more."""
        self._steps.append(columns)

    def write(self, block: int) -> None:
        """Write all rows since the last call to the file of a block; no rows, no file."""
        steps, self._steps = self._steps, []
        if not steps:
            return
        buffer = io.BytesIO()
        pq.write_table(_table(block, steps), buffer, compression='zstd', use_dictionary=_TEXTS)
        self._folder.mkdir(exist_ok=True)
        write_bytes(block_file(self._folder, block), buffer.getvalue())


def block_file(folder: Path, block: int) -> Path:
    """Return the file of a block in the folder of a run's steps."""
    return folder / f'block-{block:05}.parquet'


def drop_from_block(folder: Path, block: int) -> None:
    """Delete the files of a block and later ones, which a resumed run drives again."""
    first = block_file(folder, block).name
    for file in folder.glob('block-*.parquet'):
        if file.name >= first:
            file.unlink()


_TEXTS = [field.name for field in SCHEMA if pa.types.is_dictionary(field.type)]


def _table(block: int, steps: list[Columns]) -> pa.Table:
    lengths = [len(columns['episode']) for columns in steps]
    names = dict.fromkeys(name for columns in steps for name in columns)
    further = [further_field(name) for name in names if name not in SCHEMA.names]
    schema = pa.schema([*SCHEMA, *further])
    columns = {name: _column(name, steps, lengths) for name in names}
    columns['block'] = np.full(sum(lengths), block, np.int32)
    return pa.table(
        [pa.array(columns[field.name], field.type, from_pandas=True) for field in schema],
        schema=schema,
    )


def _column(name: str, steps: list[Columns], lengths: list[int]) -> NDArray[Any]:
    """Return a column of all steps; nan, written as null, where a step does not have it."""
    return np.concatenate([
        columns[name] if name in columns else np.full(length, np.nan, np.float32)
        for columns, length in zip(steps, lengths, strict=True)
    ])  # fmt: skip
