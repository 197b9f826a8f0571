"""The leaderboard's memory: evaluations and their trials in SQLite or another database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, selectinload

from scorer.score import SCORER_VERSION
from scorer.tables import Base, EvaluationRow, TrialRow
from scorer.trial import Trial

BUSY_TIMEOUT_S = 10.0  # how long a writer waits for another process


class StoreError(RuntimeError):
    """The leaderboard cannot be read or written; one sentence with its address."""


class Store:
    """Keeps evaluations; a trial is on the disk when ``add_trial`` returns.

    address: an SQLite file, or the URL of any database that SQLAlchemy knows.
    """

    def __init__(self, address: str, *, create: bool = True) -> None:
        """Open the store, and make it where there is none if asked to; raises StoreError."""
        self._address = address
        try:
            self._engine = _engine(address, create)
            Base.metadata.create_all(self._engine)
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise self._error('opened', error) from None

    def begin_evaluation(self, policy: str, policy_hash: str) -> int:
        """Enter a policy that is about to be driven and return the evaluation's id."""
        row = EvaluationRow(
            began_at=datetime.now(UTC),
            policy=policy,
            policy_hash=policy_hash,
            scorer_version=SCORER_VERSION,
        )
        with self._session('written') as session:
            session.add(row)
            session.commit()
            return row.id

    def add_trial(self, evaluation_id: int, number: int, trial: Trial) -> None:
        """Enter a trial that has ended; number is 1 for the first of the evaluation."""
        with self._session('written') as session:
            session.add(_row(evaluation_id, number, trial))
            session.commit()

    def evaluation(self, evaluation_id: int) -> EvaluationRow:
        """Return an evaluation with its trials; raises StoreError when there is none."""
        with self._session('read') as session:
            found = session.get(
                EvaluationRow, evaluation_id, options=[selectinload(EvaluationRow.trials)]
            )
        if found is None:
            raise StoreError(
                f'leaderboard {self._address} has no evaluation {evaluation_id}; '
                'see `leaderboard list`'
            )
        return found

    def ranking(
        self, *, world: str = '', official_only: bool = False, limit: int | None = None
    ) -> list[EvaluationRow]:
        """Return evaluations, the best trial first; those without a score come last.

        world, official_only: count only such trials; an evaluation without one is left out.
        """
        counted = select(TrialRow.evaluation_id, func.max(TrialRow.score).label('best')).group_by(
            TrialRow.evaluation_id
        )
        if world:
            counted = counted.where(TrialRow.world == world)
        if official_only:
            counted = counted.where(TrialRow.official)
        best = counted.subquery()
        query = (
            select(EvaluationRow)
            .join(best, best.c.evaluation_id == EvaluationRow.id)
            .order_by(best.c.best.is_(None), best.c.best.desc(), EvaluationRow.id)
            .options(selectinload(EvaluationRow.trials))
            .limit(limit)
        )
        with self._session('read') as session:
            return list(session.scalars(query))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _session(self, verb: str) -> Iterator[Session]:
        try:
            with Session(self._engine, expire_on_commit=False) as session:
                yield session
        except SQLAlchemyError as error:
            raise self._error(verb, error) from None

    def _error(self, verb: str, error: Exception) -> StoreError:
        cause = (str(getattr(error, 'orig', None) or error).splitlines() or ['unknown'])[0]
        return StoreError(f'leaderboard {self._address} cannot be {verb}: {cause}')


def _engine(address: str, create: bool) -> Engine:
    if '://' in address:
        return create_engine(make_url(address))
    file = Path(address).expanduser()
    if not create and not file.exists():
        raise FileNotFoundError('there is no such file; drive a trial first')
    file.parent.mkdir(parents=True, exist_ok=True)
    return create_engine(f'sqlite:///{file}', connect_args={'timeout': BUSY_TIMEOUT_S})


def _row(evaluation_id: int, number: int, trial: Trial) -> TrialRow:
    episode, simulation = trial.episode, trial.episode.simulation
    return TrialRow(
        evaluation_id=evaluation_id,
        number=number,
        ended_at=datetime.now(UTC),
        episode_id=episode.episode_id,
        seed=str(episode.seed),
        outcome=episode.outcome,
        detail=episode.detail,
        score=trial.verdict.score,
        official=trial.verdict.official,
        reason=trial.verdict.reason,
        average_acceleration=episode.average_acceleration_mps2,
        maximum_acceleration=episode.maximum_acceleration_mps2,
        final_distance=episode.final_distance_m,
        distance_travelled=episode.distance_travelled_m,
        steps=episode.steps,
        power_left=episode.power_left,
        duration=episode.duration_s,
        total_reward=episode.total_reward,
        summary=trial.summary(),
        log=trial.log,
        replay=trial.replay,
        policy_hash=trial.policy_hash,
        world=simulation.world,
        world_checksum=simulation.world_checksum,
        rover_checksum=simulation.rover_checksum,
        spec_checksum=simulation.spec_checksum,
        physics_step=simulation.physics_step_s,
    )
