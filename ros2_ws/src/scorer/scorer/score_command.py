"""The `score` command: look at a trial again, film it, and check its score by driving it anew."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from mars_world.view_name import ViewName
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scorer.database import StoreError
from scorer.leaderboard_command import DEFAULT_STORE, StoreOption
from scorer.recorded_trial import RecordedTrial, SourceError, read_trials
from scorer.submission_files import SubmissionFiles, folder_beside

app = typer.Typer(help='Trials that were driven.', no_args_is_help=True, add_completion=False)
ResultArgument = Annotated[
    str,
    typer.Argument(help='Replay (.mcap), results file (.json), or episode id of the leaderboard.'),
]


@app.command()
def show(result: ResultArgument, store: StoreOption = DEFAULT_STORE) -> None:
    """Show everything that is kept of a trial."""
    for trial in read_trials(result, store):
        table = Table(title=escape(trial.source), show_header=False)
        for name, value in trial.record.items():
            table.add_row(name, escape(str(value)))
        Console().print(table)


@app.command()
def verify(
    result: ResultArgument,
    policy: Annotated[
        Path | None, typer.Option('--policy', help='ONNX file that drove; else it is looked for.')
    ] = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Drive a trial again, without a graph, and compare every number to the last bit."""
    # Building worlds and physics is for those who drive.
    from scorer.verify import VerifyError
    from scorer.verify import verify as drive_and_compare

    same = True
    for trial in read_trials(result, store):
        print(f'{trial.source}: {trial.record["summary"]}')
        try:
            differences = drive_and_compare(trial, [policy] if policy else _policies(trial, store))
        except VerifyError as error:
            sys.exit(f'{trial.source} cannot be verified: {error}')
        for difference in differences:
            print(f'  different: {difference}')
        same = same and not differences
    print('verified: every number is the same' if same else 'not verified')
    if not same:
        raise typer.Exit(1)


@app.command()
def video(
    replay: Annotated[Path, typer.Argument(help='Replay (.mcap) of a trial.')],
    view: Annotated[ViewName, typer.Option('--view', help='From where.')] = ViewName.CHASE,
    out: Annotated[
        Path | None, typer.Option('--out', help='File to write; default: beside the replay.')
    ] = None,
    fps: Annotated[float, typer.Option('--fps', min=1.0, max=60.0, help='Frames a second.')] = 10.0,
) -> None:
    """Write a trial as an MP4 film in real time."""
    # Rendering is slow to import.
    from mars_world.camera import CameraError
    from mars_world.film import film
    from mars_world.video import write_video

    from scorer.replay import ReplayError, read_replay

    path = out or replay.with_suffix(f'.{view.value}.mp4')
    try:
        drive = read_replay(replay)
        frames = write_video(path, film(drive.world(), drive.drive, view.value, fps=fps), fps)
    except (ReplayError, CameraError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f'{path} cannot be written: {error.strerror or error}')
    print(f'{path}: {frames} frames')


def _policies(trial: RecordedTrial, store: str) -> list[Path]:
    """Where the policy of a trial may be: the file that was named, or that of a submission."""
    submitted = SubmissionFiles(folder_beside(store)).policy(trial.record['policy_hash'])
    return [file for file in (Path(trial.record['policy']), submitted) if file.is_file()]


def main() -> None:
    """Run the command; what cannot be read is one sentence and exit code 1."""
    try:
        app()
    except (SourceError, StoreError) as error:
        sys.exit(str(error))


if __name__ == '__main__':
    main()
