"""A table as named columns, which plots read without asking what a run happened to record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]


class NothingToDrawError(ValueError):
    """A run without the data of a figure; the sentence says what is missing."""


@dataclass(frozen=True)
class Columns:
    """Rows of a table; every array has one entry per row.

    source: file the rows are from, for sentences about what is missing.
    """

    source: str
    arrays: Mapping[str, NDArray[Any]]

    @classmethod
    def of_records(cls, source: str, records: Sequence[Mapping[str, Any]]) -> Self:
        """Turn records into columns; a value that a record lacks is None."""
        names = dict.fromkeys(name for record in records for name in record)
        arrays = {name: np.empty(len(records), object) for name in names}
        for row, record in enumerate(records):
            for name, value in record.items():
                arrays[name][row] = value
        return cls(source, arrays)

    def __len__(self) -> int:
        return len(next(iter(self.arrays.values()), ()))

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    def number(self, name: str) -> Float64:
        """Return a column as numbers, nan where a row has none.

        Raises:
            NothingToDrawError: there is no such column, or it holds something else.
        """
        try:
            return np.asarray(self._column(name), np.float64)
        except (TypeError, ValueError):
            raise NothingToDrawError(
                f'{name} in {self.source} is not a number in each row'
            ) from None

    def text(self, name: str) -> NDArray[np.object_]:
        """Return a column of texts. Raises NothingToDrawError if there is none."""
        return self._column(name).astype(object)

    def flag(self, name: str) -> Mask:
        """Return where a column is true; nowhere if there is none."""
        if name not in self.arrays:
            return np.zeros(len(self), bool)
        values = self.arrays[name]
        return values if values.dtype == bool else np.array([bool(value) for value in values])

    def where(self, rows: Mask | NDArray[np.intp]) -> 'Columns':
        """Return the rows of a mask or of indices."""
        return Columns(self.source, {name: array[rows] for name, array in self.arrays.items()})

    def replaced(self, name: str, values: NDArray[Any]) -> 'Columns':
        """Return the rows with a column put in place of the one of that name, or beside all."""
        return Columns(self.source, {**self.arrays, name: values})

    def having(self, name: str) -> 'Columns':
        """Return the rows in which a number is finite.

        Raises:
            NothingToDrawError: there are none.
        """
        rows = self.where(np.isfinite(self.number(name)))
        if not len(rows):
            raise NothingToDrawError(f'{self.source} has no row with {name}')
        return rows

    def _column(self, name: str) -> NDArray[Any]:
        if not len(self):
            raise NothingToDrawError(f'{self.source} has no rows')
        if name not in self.arrays:
            raise NothingToDrawError(f'{self.source} has no column {name}')
        return self.arrays[name]
