"""``train``: train a policy in this process, without ROS."""

import logging
import signal
import sys
import threading
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.logging import RichHandler

from policy_trainer.config_file import (
    ConfigError,
    Settings,
    merge_settings,
    parse_settings,
    read_preset,
    read_settings,
)
from policy_trainer.progress import TrainingProgress
from policy_trainer.progress_bar import ProgressBar
from policy_trainer.run_folder import RunError, RunFolder, existing_run
from policy_trainer.start_run import USER_ERRORS, begin_run
from policy_trainer.training_result import EndReason

LINE_PERIOD_S = 5.0
INTERRUPTED = 130

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode='markdown')


@app.command()
def train(
    run: Annotated[str, typer.Option(help='Name of the new run; none: made from the time.')] = '',
    config: Annotated[
        Path | None, typer.Option(help='YAML file of settings; what it leaves out has defaults.')
    ] = None,
    preset: Annotated[
        str,
        typer.Option(help="Settings to begin with: 'original' (the challenge's), 'a2c' or 'dqn'."),
    ] = '',
    set_: Annotated[
        list[str] | None,
        typer.Option(
            '--set', metavar='NAME=VALUE', help='One setting, e.g. ppo.gamma=0.99; may be repeated.'
        ),
    ] = None,
    resume: Annotated[
        str, typer.Option(metavar='RUN', help='Go on with a run, by name or path.')
    ] = '',
    runs_dir: Annotated[Path, typer.Option(help='Folder that holds the runs.')] = Path('runs'),
) -> None:
    """Train a policy, test it on the full physics, and export it to RUNS_DIR/RUN/policy.onnx.

    Training ends when the tests are passed, or at a limit of steps or time. Ctrl-C stops it; the
    run is kept and goes on with --resume. A folder RUNS_DIR/RUN that holds only config.yaml and
    reward.py is an experiment to start from.

    Reward: --set reward=FILE.py. World: --set world=NAME.
    """
    console = Console()
    _log_to(console)
    try:
        if resume:
            if run or config or preset or set_:
                raise RunError('--resume keeps the configuration of the run; give it alone')
            folder = existing_run(runs_dir, resume)
        else:
            folder = begin_run(runs_dir, run, _settings(config, preset, set_ or []))
        code = _drive(folder, console)
    except USER_ERRORS as error:
        typer.echo(f'train: {error}', err=True)
        code = 1
    except OSError as error:  # above all a full disk
        typer.echo(
            f'train: the run cannot be written: {error.strerror or error}; make room, then go on '
            'with --resume',
            err=True,
        )
        code = 1
    raise typer.Exit(code)


def _settings(config: Path | None, preset: str, assignments: list[str]) -> Settings:
    layers = [read_preset(preset)] if preset else []
    layers += [read_settings(config)] if config else []
    layers += [_assignment(text) for text in assignments]
    return merge_settings(*layers)


def _assignment(text: str) -> Settings:
    name, equals, value = text.partition('=')
    if not equals or not name.strip():
        raise ConfigError(f'--set {text!r} needs the form NAME=VALUE, e.g. ppo.gamma=0.99')
    *groups, last = name.strip().split('.')
    settings = parse_settings(f'{last}: {value}', f'--set {text}')
    for group in reversed(groups):
        settings = {group: settings}
    return settings


def _log_to(console: Console) -> None:
    # A bar at the foot of a terminal needs to know of every line that is printed above it.
    handler: logging.Handler = logging.StreamHandler(sys.stdout)
    if console.is_terminal:
        handler = RichHandler(console=console, show_time=False, show_level=False, show_path=False)
    logging.basicConfig(level=logging.INFO, format='%(message)s', handlers=[handler])


def _drive(run: RunFolder, console: Console) -> int:
    # Imported late: torch takes seconds, which --help and a wrong setting need not wait for.
    from policy_trainer.environments import RunEnvironments
    from policy_trainer.train import train as train_run

    stop = threading.Event()

    def stop_softly(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a second Ctrl-C ends at once

    before = signal.signal(signal.SIGINT, stop_softly)
    try:
        typer.echo(f'training in {run.path}')
        with ProgressBar(console) if console.is_terminal else nullcontext(_LinePrinter()) as show:
            result = train_run(run, RunEnvironments(run), stop, show)
    finally:
        signal.signal(signal.SIGINT, before)
    if result.policy_exported:
        typer.echo(f'policy: {run.policy}')
    if result.reason != EndReason.STOPPED:
        return 0
    typer.echo(f'the run is kept; go on with the option --resume {run.path}')
    return INTERRUPTED


class _LinePrinter:
    """Prints a line of progress every few seconds."""

    def __init__(self) -> None:
        self._printed_s = monotonic()

    def __call__(self, progress: TrainingProgress) -> None:
        if monotonic() - self._printed_s >= LINE_PERIOD_S:
            self._printed_s = monotonic()
            typer.echo(progress.line())


def main() -> None:
    """Run the command."""
    app()
