"""The `leaderboard` command: who drives best, from the store that the scorer fills."""

import csv
import json
import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from scorer.store import Store, StoreError
from scorer.tables import TrialRow

DEFAULT_STORE = 'runs/leaderboard.sqlite3'

app = typer.Typer(help='The leaderboard of driven policies.', no_args_is_help=True)
StoreOption = Annotated[
    str, typer.Option('--store', help='SQLite file or database URL that the scorer writes to.')
]
WorldOption = Annotated[str, typer.Option('--world', help='Only trials in this world.')]
OfficialOption = Annotated[bool, typer.Option('--official', help='Only official trials.')]


class ExportFormat(StrEnum):
    """What `export` writes."""

    JSON = 'json'
    CSV = 'csv'


@app.command('list')
def list_ranking(
    store: StoreOption = DEFAULT_STORE,
    world: WorldOption = '',
    official: OfficialOption = False,
    limit: Annotated[int, typer.Option(min=1, help='How many ranks to show.')] = 20,
) -> None:
    """Show the ranking, best trial first."""
    table = Table('rank', 'id', 'best', 'trials', 'world', 'official', 'policy', 'hash', 'driven')
    ranking = Store(store, create=False).ranking(world=world, official_only=official, limit=limit)
    for rank, row in enumerate(ranking, start=1):
        trials = best_first(row.trials)
        table.add_row(
            str(rank),
            str(row.id),
            _score(trials[0].score),
            '  '.join(_score(trial.score) for trial in trials),
            trials[0].world,
            'yes' if trials[0].official else 'no',
            row.policy,
            row.policy_hash[:12],
            f'{row.began_at:%Y-%m-%d %H:%M}',
        )
    Console().print(table)


@app.command()
def show(
    evaluation: Annotated[int, typer.Argument(help='The id that `list` shows.')],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Show every field of an evaluation's trials, best first."""
    row = Store(store, create=False).evaluation(evaluation)
    console = Console()
    console.print(f'{row.policy}  {row.policy_hash}  driven {row.began_at:%Y-%m-%d %H:%M} UTC')
    for trial in best_first(row.trials):
        table = Table(title=f'trial {trial.number}: {trial.summary}', show_header=False)
        for name, value in trial_fields(trial).items():
            table.add_row(name, str(value))
        console.print(table)


@app.command()
def export(
    fmt: Annotated[ExportFormat, typer.Argument(metavar='json|csv', help='Output format.')],
    store: StoreOption = DEFAULT_STORE,
    world: WorldOption = '',
    official: OfficialOption = False,
) -> None:
    """Write every trial of the ranking to the standard output, ranked evaluations first."""
    rows = [
        {'rank': rank, 'policy': row.policy, **trial_fields(trial)}
        for rank, row in enumerate(
            Store(store, create=False).ranking(world=world, official_only=official), start=1
        )
        for trial in best_first(row.trials)
    ]
    if fmt is ExportFormat.JSON:
        json.dump(rows, sys.stdout, indent=2)
        sys.stdout.write('\n')
        return
    writer = csv.DictWriter(sys.stdout, ['rank', 'policy', *TRIAL_FIELDS])
    writer.writeheader()
    writer.writerows(rows)


TRIAL_FIELDS = tuple(column.key for column in TrialRow.__table__.columns if column.key != 'id')


def trial_fields(trial: TrialRow) -> dict[str, Any]:
    """Return a trial's columns as plain values; times as ISO 8601."""
    values = {name: getattr(trial, name) for name in TRIAL_FIELDS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def best_first(trials: list[TrialRow]) -> list[TrialRow]:
    """Sort trials by score, those without one last."""
    return sorted(trials, key=lambda trial: (trial.score is None, -(trial.score or 0.0)))


def _score(score: float | None) -> str:
    return 'none' if score is None else f'{score:.2f}'


def main() -> None:
    """Run the command; a store that cannot be read is one sentence and exit code 1."""
    try:
        app()
    except StoreError as error:
        sys.exit(str(error))


if __name__ == '__main__':
    main()
