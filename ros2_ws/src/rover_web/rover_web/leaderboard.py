"""The ranking of driven policies as the browser gets it, from the scorer's leaderboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import Field
from scorer.database import StoreError
from scorer.leaderboard import Leaderboard, Standing
from scorer.submission import Submission
from scorer.tables import TrialRow

from rover_web.records import Known, Record

MAX_ENTRIES = 100


class TrialEntry(Record):
    """One driven trial."""

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
    duration: Known = Field(description='[s] simulated')
    total_reward: Known
    summary: str
    has_replay: bool = Field(description='whether it can be seen again')
    has_log: bool = Field(description='whether its steps were written down')


class Entry(Record):
    """A policy that was driven for some trials."""

    rank: int
    evaluation_id: int
    submission_id: int | None = Field(description='null for trials that nobody submitted')
    policy: str
    policy_hash: str = Field(description='sha256 of the ONNX file')
    description: str = Field(description='of the submission, empty without one')
    has_reward: bool = Field(description='whether a reward file was handed in with the policy')
    has_log: bool = Field(description='whether the workers wrote a log of the submission')
    began_at: datetime
    scorer_version: str
    best: Known = Field(description='best score of the trials that count')
    trials: tuple[TrialEntry, ...] = Field(description='best first, those without a score last')


class Board(Record):
    """The ranking, or a message that says why there is none."""

    message: str
    worlds: tuple[str, ...] = Field(default=(), description='that were driven in')
    entries: tuple[Entry, ...] = ()


class NoStoreError(StoreError):
    """There is no leaderboard yet; one sentence."""


class League:
    """Opens the leaderboard whenever it is asked, so that new trials show at once."""

    def __init__(self, address: str) -> None:
        """Take an SQLite file or a database URL; empty when there is no store."""
        self.address = address

    @contextmanager
    def open(self, *, create: bool = False) -> Iterator[Leaderboard]:
        """Open it for a while; raises StoreError, NoStoreError where there is none."""
        if not self.address:
            raise NoStoreError('No store configured: set parameter store of node web')
        is_file = '://' not in self.address
        if not create and is_file and not Path(self.address).expanduser().is_file():
            raise NoStoreError(
                f'No trial yet: {self.address} does not exist; evaluate.launch.xml drives some'
            )
        board = Leaderboard(self.address)
        try:
            yield board
        finally:
            board.close()

    def read(self, *, world: str = '', official: bool | None = None) -> Board:
        """Return the ranking; never raises for what is wrong with the store."""
        try:
            with self.open() as board:
                everything = board.list_ranking(limit=MAX_ENTRIES)
                standings = everything
                if world or official is not None:
                    standings = board.list_ranking(
                        world=world, official=official, limit=MAX_ENTRIES
                    )
                entries = tuple(_entry(place, _submission(board, place)) for place in standings)
        except StoreError as error:
            return Board(message=f'{error}.')
        return Board(
            message=_count(len(standings)),
            worlds=tuple(sorted({trial.world for place in everything for trial in place.trials})),
            entries=entries,
        )

    def trial(self, evaluation_id: int, number: int) -> TrialRow:
        """Return one trial; raises StoreError when there is none."""
        with self.open() as board:
            for trial in board.evaluation(evaluation_id).trials:
                if trial.number == number:
                    return trial
        raise StoreError(f'evaluation {evaluation_id} has no trial {number}')


def to_trial_entry(row: TrialRow) -> TrialEntry:
    """Turn a row of the store into what the browser gets."""
    columns = TrialEntry.model_fields.keys() - {'has_replay', 'has_log'}
    return TrialEntry(
        **{name: getattr(row, name) for name in columns},
        has_replay=bool(row.replay) and Path(row.replay).is_file(),
        has_log=bool(row.log) and Path(row.log).is_file(),
    )


def _submission(board: Leaderboard, standing: Standing) -> Submission | None:
    number = standing.submission_id
    return None if number is None else board.submission(number)


def _entry(standing: Standing, submission: Submission | None) -> Entry:
    row = standing.evaluation
    return Entry(
        rank=standing.rank,
        evaluation_id=row.id,
        submission_id=standing.submission_id,
        policy=row.policy,
        policy_hash=row.policy_hash,
        description=submission.description if submission else '',
        has_reward=submission is not None and bool(submission.reward),
        has_log=submission is not None and submission.log_file.is_file(),
        began_at=row.began_at,
        scorer_version=row.scorer_version,
        best=standing.best,
        trials=tuple(map(to_trial_entry, standing.trials)),
    )


def _count(n_entries: int) -> str:
    if n_entries == 0:
        return 'No trial yet, or none in this world: submit a policy, or choose another world.'
    return f'{n_entries} polic{"y" if n_entries == 1 else "ies"}, the best first.'
