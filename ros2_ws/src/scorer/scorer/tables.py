"""The tables of the leaderboard."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """A time that comes back with its zone, which SQLite forgets."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take a time without a zone as UTC, the only zone that is written."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables of the leaderboard."""


class SchemaRow(Base):
    """Which version the tables have; see ``database.SCHEMA_VERSION``."""

    __tablename__ = 'schema_version'

    version: Mapped[int] = mapped_column(primary_key=True)


class EvaluationRow(Base):
    """A policy that was driven for some trials. Hashes are sha256."""

    __tablename__ = 'evaluations'

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    policy: Mapped[str]  # the file as it was named, or the name of the submission
    policy_hash: Mapped[str] = mapped_column(String(64), index=True)
    scorer_version: Mapped[str] = mapped_column(String(16))
    trials: Mapped[list['TrialRow']] = relationship(
        back_populates='evaluation', order_by='TrialRow.number', cascade='all, delete-orphan'
    )
    submission: Mapped['SubmissionRow | None'] = relationship(back_populates='evaluation')


class TrialRow(Base):
    """One driven trial: outcome, score and everything needed to drive it again."""

    __tablename__ = 'trials'
    __table_args__ = (UniqueConstraint('evaluation_id', 'number'),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey('evaluations.id'), index=True)
    number: Mapped[int]  # 1 for the first
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    episode_id: Mapped[str] = mapped_column(index=True)
    seed: Mapped[str]  # decimal; unsigned 64 bits do not fit a BIGINT
    outcome: Mapped[str]
    detail: Mapped[str]
    score: Mapped[float | None]
    official: Mapped[bool]
    reason: Mapped[str]  # why there is no score, or why it is not official
    average_acceleration: Mapped[float]  # [m/s^2]
    maximum_acceleration: Mapped[float]  # [m/s^2]
    final_distance: Mapped[float]  # [m] to the checkpoint
    distance_travelled: Mapped[float]  # [m]
    steps: Mapped[int]
    power_left: Mapped[int] = mapped_column(BigInteger)  # [steps]
    duration: Mapped[float]  # [s] simulated
    total_reward: Mapped[float]
    summary: Mapped[str]
    log: Mapped[str]  # file with one line per step, empty when none was kept
    replay: Mapped[str]  # file that shows the trial again, empty when none was kept
    policy_hash: Mapped[str] = mapped_column(String(64))
    world: Mapped[str]
    world_checksum: Mapped[str] = mapped_column(String(64))
    rover_checksum: Mapped[str] = mapped_column(String(64))
    spec_checksum: Mapped[str] = mapped_column(String(64))
    physics_step: Mapped[float]  # [s]
    evaluation: Mapped[EvaluationRow] = relationship(back_populates='trials')


class State(StrEnum):
    """How far a submission is."""

    QUEUED = 'queued'
    RUNNING = 'running'
    DONE = 'done'
    FAILED = 'failed'


class SubmissionRow(Base):
    """A policy that somebody entered, and its place in the queue of the workers.

    Its id is that of its evaluation. A running one belongs to ``worker`` until ``lease_until``;
    then anybody may take it over.
    """

    __tablename__ = 'submissions'
    __table_args__ = (UniqueConstraint('policy_hash', 'scorer_version'),)

    id: Mapped[int] = mapped_column(ForeignKey('evaluations.id'), primary_key=True)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    name: Mapped[str]
    description: Mapped[str]
    reward: Mapped[str]  # text of the reward file, empty without one; nobody runs it
    policy_hash: Mapped[str] = mapped_column(String(64))
    scorer_version: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), index=True)
    message: Mapped[str]  # what is being driven, or why it failed
    attempts: Mapped[int]  # how often a worker began it
    worker: Mapped[str]  # who drives it, empty when nobody does
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    evaluation: Mapped[EvaluationRow] = relationship(back_populates='submission')
