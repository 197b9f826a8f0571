"""The leaderboard's memory: evaluations and their trials in SQLite or another database."""

from datetime import UTC, datetime

from sqlalchemy import func, not_, or_, select
from sqlalchemy.orm import selectinload

from scorer.database import Database, StoreError
from scorer.official_trials import IS_OFFICIAL
from scorer.score import SCORER_VERSION
from scorer.tables import EvaluationRow, State, SubmissionRow, TrialRow
from scorer.trial import Trial
from scorer.trial_row import to_row

WITH_ALL = (selectinload(EvaluationRow.trials), selectinload(EvaluationRow.submission))


class Store:
    """Keeps evaluations; a trial is on the disk when ``add_trial`` returns.

    address: an SQLite file, or the URL of any database that SQLAlchemy knows.
    """

    def __init__(self, address: str, *, create: bool = True) -> None:
        """Open the store, and make it where there is none if asked to; raises StoreError."""
        self.database = Database(address, create=create)

    def begin_evaluation(self, policy: str, policy_hash: str) -> int:
        """Enter a policy that is about to be driven and return the evaluation's id."""
        row = EvaluationRow(
            began_at=datetime.now(UTC),
            policy=policy,
            policy_hash=policy_hash,
            scorer_version=SCORER_VERSION,
        )
        with self.database.writing() as session:
            session.add(row)
            session.flush()
            return row.id

    def add_trial(self, evaluation_id: int, number: int, trial: Trial) -> None:
        """Enter a trial that has ended; number is 1 for the first of the evaluation."""
        with self.database.writing() as session:
            session.add(to_row(evaluation_id, number, trial))

    def evaluation(self, evaluation_id: int) -> EvaluationRow:
        """Return an evaluation with its trials; raises StoreError when there is none."""
        with self.database.reading() as session:
            found = session.get(EvaluationRow, evaluation_id, options=WITH_ALL)
        if found is None:
            raise StoreError(
                f'leaderboard {self.database.address} has no evaluation {evaluation_id}; '
                'see `leaderboard list`'
            )
        return found

    def trial(self, episode_id: str) -> TrialRow:
        """Return a trial with its evaluation; raises StoreError when there is none."""
        query = (
            select(TrialRow)
            .where(TrialRow.episode_id == episode_id)
            .options(selectinload(TrialRow.evaluation))
        )
        with self.database.reading() as session:
            found = session.scalars(query).first()
        if found is None:
            raise StoreError(
                f'leaderboard {self.database.address} has no trial of episode {episode_id!r}; '
                'see `leaderboard show`'
            )
        return found

    def ranking(
        self, *, world: str = '', official: bool | None = None, limit: int | None = None
    ) -> list[EvaluationRow]:
        """Return evaluations, the best trial first; those without a score come last.

        world, official: count only such trials; an evaluation without one is left out, and so is a
        submission that is not done. official None counts both kinds; see official_trials.
        """
        counted = (
            select(TrialRow.evaluation_id, func.max(TrialRow.score).label('best'))
            .join(EvaluationRow, EvaluationRow.id == TrialRow.evaluation_id)
            .outerjoin(SubmissionRow, SubmissionRow.id == TrialRow.evaluation_id)
            .where(or_(SubmissionRow.id.is_(None), SubmissionRow.state == State.DONE))
            .group_by(TrialRow.evaluation_id)
        )
        if world:
            counted = counted.where(TrialRow.world == world)
        if official is not None:
            counted = counted.where(IS_OFFICIAL if official else not_(IS_OFFICIAL))
        best = counted.subquery()
        query = (
            select(EvaluationRow)
            .join(best, best.c.evaluation_id == EvaluationRow.id)
            .order_by(best.c.best.is_(None), best.c.best.desc(), EvaluationRow.id)
            .options(*WITH_ALL)
            .limit(limit)
        )
        with self.database.reading() as session:
            return list(session.scalars(query))

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
