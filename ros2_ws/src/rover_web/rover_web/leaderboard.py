"""The ranking of driven policies, read from the scorer's store."""

from datetime import datetime
from pathlib import Path

from pydantic import ConfigDict, Field
from scorer.leaderboard import best_first
from scorer.store import Store, StoreError
from scorer.tables import EvaluationRow

from rover_web.records import Known, Record

MAX_ENTRIES = 100


class TrialEntry(Record):
    """One driven trial."""

    model_config = ConfigDict(from_attributes=True)

    number: int = Field(description='1 for the first of the evaluation')
    world: str
    seed: str = Field(description='decimal; may exceed what JavaScript numbers hold')
    outcome: str
    detail: str
    score: Known
    official: bool
    reason: str = Field(description='why there is no score, or why it is not official')
    average_acceleration: Known = Field(description='[m/s^2]')
    maximum_acceleration: Known = Field(description='[m/s^2]')
    final_distance: Known = Field(description='[m] to the checkpoint')
    distance_travelled: Known = Field(description='[m]')
    steps: int
    power_left: int = Field(description='steps')
    summary: str


class Entry(Record):
    """A policy that was driven for some trials."""

    rank: int
    policy: str
    policy_hash: str = Field(description='sha256 of the ONNX file')
    began_at: datetime
    scorer_version: str
    trials: tuple[TrialEntry, ...] = Field(description='best first, those without a score last')


class Board(Record):
    """The ranking, or a message that says why there is none."""

    message: str
    entries: tuple[Entry, ...] = ()


class Leaderboard:
    """Reads a store whenever it is asked, so that new trials show at once."""

    def __init__(self, address: str) -> None:
        """Take an SQLite file or a database URL; empty when there is no store."""
        self._address = address

    def read(self, *, world: str = '', official_only: bool = False) -> Board:
        """Return the ranking; never raises for what is wrong with the store."""
        if not self._address:
            return Board(message='No store configured: set parameter store of node web.')
        if '://' not in self._address and not Path(self._address).expanduser().is_file():
            return Board(message=f'No trial has been stored yet: {self._address} does not exist.')
        try:
            store = Store(self._address)
            try:
                rows = store.ranking(world=world, official_only=official_only, limit=MAX_ENTRIES)
            finally:
                store.close()
        except StoreError as error:
            return Board(message=f'{error}.')
        entries = tuple(_entry(rank, row) for rank, row in enumerate(rows, start=1))
        return Board(message=_count(len(entries)), entries=entries)


def _entry(rank: int, row: EvaluationRow) -> Entry:
    return Entry(
        rank=rank,
        policy=row.policy,
        policy_hash=row.policy_hash,
        began_at=row.began_at,
        scorer_version=row.scorer_version,
        trials=tuple(map(TrialEntry.model_validate, best_first(row.trials))),
    )


def _count(n_entries: int) -> str:
    if n_entries == 0:
        return 'No trial matches.'
    return f'{n_entries} polic{"y" if n_entries == 1 else "ies"}, the best first.'
