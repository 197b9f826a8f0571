"""The ``report`` command: page of a run, comparison of several, data as CSV, or a film."""

from pathlib import Path
from typing import Annotated

import typer
from mars_world.view_name import ViewName
from policy_trainer.run_folder import RunError, RunFolder
from rich.console import Console

from rover_web.episode_video import episode_video, make_episode_video

Runs = Annotated[
    list[Path],
    typer.Argument(metavar='RUN', help='Folders of runs, or names below --runs-dir.'),
]


def report(
    runs: Runs,
    output: Annotated[
        Path | None, typer.Option(help='Folder to write; default: report/ in the (first) run.')
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(metavar='DIR', help='Write steps.csv and episodes.csv there instead.'),
    ] = None,
    video: Annotated[
        int | None,
        typer.Option(
            metavar='EPISODE',
            min=0,
            help='Film this episode of the run instead, into videos/ in it.',
        ),
    ] = None,
    view: Annotated[ViewName, typer.Option(help='From where it is filmed.')] = ViewName.CHASE,
    runs_dir: Annotated[Path, typer.Option(help='Folder that holds the runs.')] = Path('runs'),
) -> None:
    """Write a page about a run: one HTML file that needs no other, and its figures as PNG.

    Several runs give one page that compares them. With --csv, their recorded steps and episodes
    are written as tables instead. A missing or damaged file is named; the rest is still drawn.
    With --video, an episode of training or of a test is filmed from its recorded steps.
    """
    try:
        folders = [_folder(runs_dir, run) for run in runs]
        if video is not None:
            _film(folders, video, view)
        elif csv is not None:
            _export(folders, csv)
        else:
            _report(folders, output)
    except (RunError, OSError) as error:
        typer.echo(f'report: {error}', err=True)
        raise typer.Exit(1) from None


def _folder(runs_dir: Path, run: Path) -> Path:
    for path in (runs_dir / run, run):
        if path.is_dir():
            return path
    known = ', '.join(sorted(path.parent.name for path in runs_dir.glob('*/config.yaml')))
    raise RunError(f'there is no run {run}; {runs_dir} holds {known or "none"}')


def _report(folders: list[Path], output: Path | None) -> None:
    # Imported late, as it takes a second: --help and a wrong name need not wait for it.
    from rover_web.report.report import write_comparison, write_report
    from rover_web.report.run import open_run

    console = Console()
    target = output or folders[0] / 'report'
    with console.status('reading') as status:
        opened = []
        for folder in folders:
            status.update(f'reading {folder.name}')
            opened.append(open_run(folder))
        for run in opened:
            for problem in run.problems:
                console.print(f'{run.name}: {problem}', style='yellow', markup=False)

        def on_figure(title: str, share: float) -> None:
            status.update(f'{share:.0%}, drawing: {title}')

        if len(opened) == 1:
            page = write_report(opened[0], target, on_figure)
        else:
            page = write_comparison(opened, target, on_figure)
    typer.echo(page)


def _film(folders: list[Path], episode: int, view: ViewName) -> None:
    if len(folders) > 1:
        raise RunError(f'--video films an episode of one run, not of {len(folders)}; name one')
    from mars_world.camera import CameraError

    video = episode_video(folders[0], episode, view)
    with Console().status('reading') as status:
        try:
            make_episode_video(
                folders[0], episode, view, lambda share: status.update(f'{share:.0%}, filming')
            )
        except (CameraError, ValueError) as error:  # no picture, steps, world or configuration
            raise RunError(str(error)) from None
    typer.echo(video.file)


def _export(folders: list[Path], target: Path) -> None:
    from rover_web.report.export import export_csv

    for folder in folders:
        into = target if len(folders) == 1 else target / folder.name
        for path in export_csv(RunFolder(folder), into, lambda text: typer.echo(text, err=True)):
            typer.echo(path)


def main() -> None:
    """Run the command."""
    app = typer.Typer(
        add_completion=False, pretty_exceptions_enable=False, rich_markup_mode='markdown'
    )
    app.command()(report)
    app()
