"""The `leaderboard` command: hand in policies, have them driven, see who drives best."""

import csv
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from scorer.database import StoreError
from scorer.leaderboard import Leaderboard
from scorer.leaderboard_view import (
    EXPORTED,
    exported_trials,
    print_entry,
    print_queue,
    print_ranking,
    submission_fields,
)
from scorer.limited_process import Limits
from scorer.submission_check import SubmissionError
from scorer.submission_files import folder_beside
from scorer.submission_queue import LEASE_S
from scorer.worker_settings import WorkerSettings

DEFAULT_STORE = 'runs/leaderboard.sqlite3'

app = typer.Typer(
    help='The leaderboard of driven policies.', no_args_is_help=True, add_completion=False
)
StoreOption = Annotated[
    str,
    typer.Option(
        '--store', envvar='JEZERO_STORE', help='SQLite file, or postgresql://user@host/name.'
    ),
]
DataOption = Annotated[
    str, typer.Option('--data', help='Folder of policies and logs; default: beside the store.')
]
WorldOption = Annotated[str, typer.Option('--world', help='Only trials in this world.')]
OfficialOption = Annotated[
    bool | None,
    typer.Option('--official/--unofficial', help='Only trials of that kind; default: both.'),
]
JsonOption = Annotated[bool, typer.Option('--json', help='Write JSON instead of tables.')]
IdArgument = Annotated[int, typer.Argument(metavar='ID', help='As `list` and `submit` show it.')]


class ExportFormat(StrEnum):
    """What `export` writes."""

    JSON = 'json'
    CSV = 'csv'


@app.command()
def submit(
    policy: Annotated[Path, typer.Argument(help='ONNX file that the trainer exported.')],
    name: Annotated[str, typer.Option('--name', help='Who it is, for the ranking.')],
    reward: Annotated[
        Path | None, typer.Option('--reward', help='Reward file, for others to read; never run.')
    ] = None,
    description: Annotated[str, typer.Option('--description', help='What is special.')] = '',
    store: StoreOption = DEFAULT_STORE,
    data: DataOption = '',
    as_json: JsonOption = False,
) -> None:
    """Hand in a policy for three official trials; `leaderboard work` drives them."""
    receipt = Leaderboard(store, data).submit(name, policy, reward=reward, description=description)
    if as_json:
        _write_json(
            {'duplicate': receipt.duplicate, 'submission': submission_fields(receipt.submission)}
        )
    else:
        print(receipt.message)


@app.command()
def work(
    store: StoreOption = DEFAULT_STORE,
    data: DataOption = '',
    workers: Annotated[int, typer.Option(min=1, max=256, help='Processes; one core each.')] = 1,
    time_limit: Annotated[
        float, typer.Option(min=1.0, max=86400.0, help='Seconds that all trials of one may take.')
    ] = Limits.time_s,
    memory_limit: Annotated[
        int, typer.Option(min=512, help='MiB that one may use.')
    ] = Limits.memory_mib,
    lease: Annotated[
        float, typer.Option(min=1.0, help='Seconds after which a silent worker counts as dead.')
    ] = LEASE_S,
    until_empty: Annotated[
        bool, typer.Option('--until-empty', help='End when nothing is left to drive.')
    ] = False,
) -> None:
    """Drive what was handed in, until Ctrl-C."""
    # Worlds and physics are for those who drive.
    from scorer.worker_pool import NotOfficialError, work_in_processes

    settings = WorkerSettings(
        store=store,
        data=data or str(folder_beside(store)),
        limits=Limits(time_s=time_limit, memory_mib=memory_limit),
        lease_s=lease,
        until_empty=until_empty,
    )
    try:
        work_in_processes(workers, settings)
    except NotOfficialError as error:
        sys.exit(str(error))


@app.command('list')
def list_ranking(
    store: StoreOption = DEFAULT_STORE,
    data: DataOption = '',
    world: WorldOption = '',
    official: OfficialOption = None,
    limit: Annotated[int, typer.Option(min=1, help='How many ranks to show.')] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show the ranking, best trial first, and what is not driven yet."""
    board = Leaderboard(store, data, create=False)
    ranking = board.list_ranking(world=world, official=official, limit=limit)
    if as_json:
        _write_json(exported_trials(ranking))
        return
    console = Console()
    print_ranking(console, ranking)
    print_queue(console, board.submissions(unfinished=True))


@app.command()
def show(
    entry: IdArgument,
    store: StoreOption = DEFAULT_STORE,
    data: DataOption = '',
    as_json: JsonOption = False,
) -> None:
    """Show how a submission goes, and every field of its trials."""
    board = Leaderboard(store, data, create=False)
    evaluation = board.evaluation(entry)
    submission = board.submission(entry) if evaluation.submission else None
    if as_json:
        _write_json(submission_fields(submission or evaluation))
        return
    print_entry(Console(), evaluation, submission)


@app.command()
def export(
    fmt: Annotated[ExportFormat, typer.Argument(metavar='json|csv', help='Output format.')],
    store: StoreOption = DEFAULT_STORE,
    world: WorldOption = '',
    official: OfficialOption = None,
) -> None:
    """Write every trial of the ranking to the standard output, best first."""
    ranking = Leaderboard(store, create=False).list_ranking(world=world, official=official)
    rows = exported_trials(ranking)
    if fmt is ExportFormat.JSON:
        _write_json(rows)
        return
    writer = csv.DictWriter(sys.stdout, EXPORTED)
    writer.writeheader()
    writer.writerows(rows)


def _write_json(value: Any) -> None:  # noqa: ANN401
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write('\n')


def main() -> None:
    """Run the command; what cannot be done is one sentence and exit code 1."""
    try:
        app()
    except (StoreError, SubmissionError) as error:
        sys.exit(str(error))


if __name__ == '__main__':
    main()
