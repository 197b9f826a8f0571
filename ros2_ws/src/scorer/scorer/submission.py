"""A submission as its owner sees it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scorer.submission_files import SubmissionFiles
from scorer.tables import State, SubmissionRow, TrialRow


@dataclass(frozen=True)
class Submission:
    """A submitted policy and how it goes.

    message: one sentence for its owner. trials: best first. best: their best score, None without.
    reward: text of the reward file, empty without one. log_file: not there before it is driven.
    """

    id: int
    name: str
    description: str
    reward: str
    policy_hash: str
    submitted_at: datetime
    state: State
    message: str
    attempts: int
    trials: tuple[TrialRow, ...]
    best: float | None
    policy_file: Path
    log_file: Path


def to_submission(row: SubmissionRow, before: int, files: SubmissionFiles) -> Submission:
    """Tell of a submission; before: how many come before it in the queue."""
    trials = best_first(row.evaluation.trials)
    best = trials[0].score if trials else None
    return Submission(
        id=row.id,
        name=row.name,
        description=row.description,
        reward=row.reward,
        policy_hash=row.policy_hash,
        submitted_at=row.submitted_at,
        state=State(row.state),
        message=_message(row, before, best),
        attempts=row.attempts,
        trials=tuple(trials),
        best=best,
        policy_file=files.policy(row.policy_hash),
        log_file=files.log(row.id),
    )


def best_first(trials: list[TrialRow]) -> list[TrialRow]:
    """Sort trials by score, those without one last."""
    return sorted(trials, key=lambda trial: (trial.score is None, -(trial.score or 0.0)))


def _message(row: SubmissionRow, before: int, best: float | None) -> str:
    if row.state == State.QUEUED:
        place = f'queued, {before} before it'
        return f'{place}; the last attempt: {row.message}' if row.message else place
    if row.state == State.RUNNING:
        return f'running, {row.message}'
    if row.state == State.FAILED:
        return f'failed: {row.message}'
    return 'done, no trial has a score' if best is None else f'done, best score {best:.2f}'
