"""The leaderboard as tables for a terminal and as plain values."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scorer.leaderboard import Standing
from scorer.official_trials import is_official, why_outdated
from scorer.submission import Submission, best_first
from scorer.tables import EvaluationRow, TrialRow

TRIAL_FIELDS = tuple(column.key for column in TrialRow.__table__.columns if column.key != 'id')
EXPORTED = ('rank', 'policy', *TRIAL_FIELDS)


def print_ranking(console: Console, ranking: Sequence[Standing]) -> None:
    """Print a row per policy, which fits 80 columns; `show` has the rest."""
    table = _table('rank', 'id', 'best', 'scored', 'official', 'world', 'policy', 'driven')
    for standing in ranking:
        row, trials = standing.evaluation, standing.trials
        table.add_row(
            str(standing.rank),
            str(row.id),
            _score(standing.best),
            f'{sum(trial.score is not None for trial in trials)} of {len(trials)}',
            'yes' if is_official(row, trials[0]) else 'no',
            escape(trials[0].world),
            escape(_short(row.policy)),
            f'{row.began_at:%Y-%m-%d}',
        )
    console.print(table)


def _table(*columns: str, title: str | None = None) -> Table:
    table = Table(title=title, title_justify='left', box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, overflow='fold')
    return table


def _short(policy: str) -> str:
    # Of a file its name and folder, which is the name of the run; `show` has the whole path.
    return '/'.join(Path(policy).parts[-2:])


def print_queue(console: Console, submissions: Sequence[Submission]) -> None:
    """Print a row per submission that is not done; nothing without any."""
    if not submissions:
        return
    table = _table('id', 'name', 'state', 'submitted', title='not done')
    for submission in submissions:
        table.add_row(
            str(submission.id),
            escape(submission.name),
            escape(submission.message),
            f'{submission.submitted_at:%Y-%m-%d}',
        )
    console.print(table)


def print_entry(console: Console, evaluation: EvaluationRow, submission: Submission | None) -> None:
    """Print every field of a policy's trials, best first; submission: None without one."""
    console.print(
        f'{escape(evaluation.policy)}  {evaluation.policy_hash}  '
        f'entered {evaluation.began_at:%Y-%m-%d %H:%M} UTC'
    )
    if why_outdated(evaluation):
        console.print(why_outdated(evaluation))
    if submission:
        console.print(escape(submission.message))
        if submission.description:
            console.print(escape(submission.description))
        console.print(f'log {submission.log_file}', soft_wrap=True)
    for trial in best_first(evaluation.trials):
        table = Table(title=escape(f'trial {trial.number}: {trial.summary}'), show_header=False)
        for name, value in trial_fields(trial).items():
            table.add_row(name, escape(str(value)))
        console.print(table)


def exported_trials(ranking: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the columns EXPORTED of all trials, ranked policies first."""
    return [
        {'rank': standing.rank, 'policy': standing.evaluation.policy, **trial_fields(trial)}
        for standing in ranking
        for trial in standing.trials
    ]


def submission_fields(entry: Submission | EvaluationRow) -> dict[str, Any]:
    """Return a submission, or trials that nobody submitted, as plain values."""
    if isinstance(entry, EvaluationRow):
        columns = [column.key for column in EvaluationRow.__table__.columns]
        trials = best_first(entry.trials)
    else:
        columns = [field.name for field in fields(Submission) if field.name != 'trials']
        trials = list(entry.trials)
    values = {name: _plain(getattr(entry, name)) for name in columns}
    return values | {'trials': [trial_fields(trial) for trial in trials]}


def trial_fields(trial: TrialRow) -> dict[str, Any]:
    """Return a trial's columns as plain values; times as ISO 8601."""
    return {name: _plain(getattr(trial, name)) for name in TRIAL_FIELDS}


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def _score(score: float | None) -> str:
    return 'none' if score is None else f'{score:.2f}'
