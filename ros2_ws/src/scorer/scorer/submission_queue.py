"""The queue of submissions: entered once, driven by one worker at a time, scored once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from scorer.database import ConflictError, Database, StoreError
from scorer.score import OFFICIAL_SEEDS, SCORER_VERSION
from scorer.submission_check import Entry
from scorer.tables import EvaluationRow, State, SubmissionRow, TrialRow
from scorer.trial import Trial
from scorer.trial_row import to_row

MAX_ATTEMPTS = 3
LEASE_S = 60.0


class UnknownSubmissionError(StoreError):
    """There is no such submission; one sentence."""


class LeaseLostError(RuntimeError):
    """The submission went to another worker; one sentence."""


@dataclass(frozen=True)
class Claim:
    """A submission that a worker may drive. missing: numbers of the trials to drive."""

    submission_id: int
    worker: str
    policy_hash: str
    missing: tuple[int, ...]


class SubmissionQueue:
    """Submissions in the database. Every change of a claim prolongs its lease.

    lease_s: wall time after which a worker that was not heard of counts as dead. The clocks of all
    workers must agree to a fraction of it.
    """

    def __init__(self, database: Database, lease_s: float = LEASE_S) -> None:
        self._database = database
        self._lease = timedelta(seconds=lease_s)
        self.lease_s = lease_s

    def enter(self, entry: Entry) -> tuple[SubmissionRow, bool]:
        """Queue a submission; returns it, and whether it is new.

        The same policy is not queued twice: the earlier submission is returned, which is queued
        again if it had failed.
        """
        try:
            with self._database.writing() as session:
                found = session.scalar(_same_policy(entry).with_for_update())
                if found is None:
                    session.add(_new_row(entry))
                elif found.state == State.FAILED:
                    found.state, found.message, found.attempts = State.QUEUED, '', 0
        except ConflictError:
            return self._same_as(entry), False  # somebody entered it at the same moment
        return self._same_as(entry), found is None

    def submission(self, submission_id: int) -> SubmissionRow:
        """Return a submission with its trials; raises UnknownSubmissionError."""
        with self._database.reading() as session:
            row = session.scalar(_with_trials().where(SubmissionRow.id == submission_id))
        if row is None:
            raise UnknownSubmissionError(
                f'leaderboard {self._database.address} has no submission {submission_id}; '
                'see `leaderboard list`'
            )
        return row

    def submissions(self, *, unfinished: bool = False, limit: int = 100) -> list[SubmissionRow]:
        """Return submissions with their trials, the newest first."""
        query = _with_trials().order_by(SubmissionRow.id.desc()).limit(limit)
        if unfinished:
            query = query.where(SubmissionRow.state != State.DONE)
        with self._database.reading() as session:
            return list(session.scalars(query))

    def place(self, submission_id: int) -> int:
        """Return how many queued submissions come before one."""
        query = select(func.count()).where(
            SubmissionRow.state == State.QUEUED, SubmissionRow.id < submission_id
        )
        with self._database.reading() as session:
            return session.scalar(query) or 0

    def is_empty(self) -> bool:
        """Say whether nothing is queued and nothing is being driven."""
        busy = SubmissionRow.state.in_((State.QUEUED, State.RUNNING))
        with self._database.reading() as session:
            return session.scalar(select(SubmissionRow.id).where(busy).limit(1)) is None

    def claim(self, worker: str) -> Claim | None:
        """Give a worker the oldest submission that waits or whose worker has died; None without.

        worker: a name that no other worker has.
        """
        with self._database.writing() as session:
            now = datetime.now(UTC)
            dead = and_(SubmissionRow.state == State.RUNNING, SubmissionRow.lease_until < now)
            _give_up(session, dead)
            row = session.scalar(
                select(SubmissionRow)
                .where(or_(SubmissionRow.state == State.QUEUED, dead))
                .order_by(SubmissionRow.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return None
            row.state, row.worker, row.message = State.RUNNING, worker, 'starting'
            row.attempts += 1
            row.lease_until = now + self._lease
            driven = session.scalars(
                select(TrialRow.number).where(TrialRow.evaluation_id == row.id)
            )
            missing = set(range(1, len(OFFICIAL_SEEDS) + 1)) - set(driven)
            return Claim(row.id, worker, row.policy_hash, tuple(sorted(missing)))

    def renew(self, claim: Claim) -> None:
        """Prolong the lease; raises LeaseLostError."""
        with self._database.writing() as session:
            self._hold(session, claim)

    def begin_trial(self, claim: Claim, number: int) -> None:
        """Tell which trial is being driven; raises LeaseLostError."""
        with self._database.writing() as session:
            message = f'trial {number} of {len(OFFICIAL_SEEDS)}'
            self._hold(session, claim, message=message)

    def add_trial(self, claim: Claim, number: int, trial: Trial) -> None:
        """Enter a trial that has ended; raises LeaseLostError, and then nothing is entered."""
        with self._database.writing() as session:
            self._hold(session, claim)
            session.add(to_row(claim.submission_id, number, trial))

    def finish(self, claim: Claim) -> None:
        """Say that all trials are driven; raises LeaseLostError."""
        self._end(claim, state=State.DONE, message='')

    def fail(self, claim: Claim, reason: str) -> None:
        """Say that the submission cannot be driven; raises LeaseLostError."""
        self._end(claim, state=State.FAILED, message=reason)

    def give_back(self, claim: Claim, reason: str) -> None:
        """Queue a submission again after a death, or fail it after MAX_ATTEMPTS of them.

        Raises LeaseLostError.
        """
        if self.submission(claim.submission_id).attempts >= MAX_ATTEMPTS:
            self.fail(claim, f'{reason}, in each of {MAX_ATTEMPTS} attempts')
        else:
            self._end(claim, state=State.QUEUED, message=reason)

    def release(self, claim: Claim) -> None:
        """Queue a submission again because its worker stops; raises LeaseLostError."""
        attempts = SubmissionRow.attempts - 1
        self._end(claim, state=State.QUEUED, message='', attempts=attempts)

    def _end(self, claim: Claim, **changes: object) -> None:
        with self._database.writing() as session:
            self._hold(session, claim, **changes, worker='')

    def _hold(self, session: Session, claim: Claim, **changes: object) -> None:
        """Prolong the lease and make changes, if the claim still stands."""
        changed = session.execute(
            update(SubmissionRow)
            .where(
                SubmissionRow.id == claim.submission_id,
                SubmissionRow.worker == claim.worker,
                SubmissionRow.state == State.RUNNING,
            )
            .values(lease_until=datetime.now(UTC) + self._lease, **changes)
            .returning(SubmissionRow.id)
        )
        if changed.first() is None:
            raise LeaseLostError(
                f'submission {claim.submission_id} was taken over after {self.lease_s:g} s '
                'without a sign of life'
            )

    def _same_as(self, entry: Entry) -> SubmissionRow:
        with self._database.reading() as session:
            return session.scalars(_same_policy(entry)).one()


def _with_trials() -> Select[SubmissionRow]:
    trials = selectinload(SubmissionRow.evaluation).selectinload(EvaluationRow.trials)
    return select(SubmissionRow).options(trials)


def _same_policy(entry: Entry) -> Select[SubmissionRow]:
    return _with_trials().where(
        SubmissionRow.policy_hash == entry.policy.sha256,
        SubmissionRow.scorer_version == SCORER_VERSION,
    )


def _new_row(entry: Entry) -> SubmissionRow:
    now = datetime.now(UTC)
    return SubmissionRow(
        submitted_at=now,
        name=entry.name,
        description=entry.description,
        reward=entry.reward,
        policy_hash=entry.policy.sha256,
        scorer_version=SCORER_VERSION,
        state=State.QUEUED,
        message='',
        attempts=0,
        worker='',
        evaluation=EvaluationRow(
            began_at=now,
            policy=entry.name,
            policy_hash=entry.policy.sha256,
            scorer_version=SCORER_VERSION,
        ),
    )


def _give_up(session: Session, dead: ColumnElement[bool]) -> None:
    """Fail the submissions whose worker has died once too often."""
    session.execute(
        update(SubmissionRow)
        .where(dead, SubmissionRow.attempts >= MAX_ATTEMPTS)
        .values(
            state=State.FAILED,
            worker='',
            message=f'its worker died, in each of {MAX_ATTEMPTS} attempts',
        )
        .execution_options(synchronize_session=False)
    )
