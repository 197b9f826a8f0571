"""Make the page of a run, or the page that compares several."""

from collections.abc import Callable, Sequence
from pathlib import Path

from policy_trainer.run_folder import RunFolder

from rover_web.report.comparison import plot_comparison, settings_that_differ
from rover_web.report.figures import planned_figures
from rover_web.report.page import Page, PlannedFigure, Table, draw, write_page
from rover_web.report.run import Run, open_run
from rover_web.report.run_page import run_page

Progress = Callable[[str, float], None]

REPORT = Path('report') / 'index.html'


def report_html(run_path: Path, tell: Callable[[float], None] = lambda share: None) -> Path:
    """Return the page of a run, made anew only if the run has changed since.

    tell: called with the share of the figures that are drawn, 0..1.

    Raises:
        RunError: there is no such run.
    """
    html = run_path / REPORT
    if html.exists() and html.stat().st_mtime >= _changed_s(RunFolder(run_path)):
        return html
    return write_report(
        open_run(run_path), run_path / REPORT.parent, lambda title, share: tell(share)
    )


def write_report(run: Run, folder: Path, on_figure: Progress = lambda title, share: None) -> Path:
    """Write ``index.html`` and the pictures of a run into a folder; returns the page.

    on_figure: called before each figure with its title and the share that is drawn, 0..1.
    """
    return _write(run_page(run), planned_figures(run), folder / 'index.html', on_figure)


def write_comparison(
    runs: Sequence[Run], folder: Path, on_figure: Progress = lambda title, share: None
) -> Path:
    """Write ``comparison.html`` of several runs and its pictures; returns the page."""
    figures = [
        PlannedFigure('Curves', 'comparison_steps', 'Over steps',
                      'Success rate, reward and score of each run over the steps it has driven.',
                      lambda: plot_comparison(runs)),
        PlannedFigure('Curves', 'comparison_time', 'Over wall time',
                      'The same over the wall time that training and tests took.',
                      lambda: plot_comparison(runs, 'wall_time_s')),
    ]  # fmt: skip
    differ = settings_that_differ(runs)
    page = Page(
        title=f'Comparison of {", ".join(run.name for run in runs)}',
        facts=[],
        warnings=[f'{run.name}: {problem}' for run in runs for problem in run.problems],
        notes=[],
        tables=[
            Table('Settings that differ',
                  'All other settings are the same.' if differ else 'All settings are the same.',
                  ['setting', *(run.name for run in runs)],
                  [[name, *values] for name, values in differ.items()]),
        ],
    )  # fmt: skip
    return _write(page, figures, folder / 'comparison.html', on_figure)


def _write(page: Page, figures: Sequence[PlannedFigure], html: Path, on_figure: Progress) -> Path:
    shown = []
    for number, figure in enumerate(figures):
        on_figure(figure.title, number / len(figures))
        shown.append(draw(figure))
    write_page(page, shown, html)
    return html


def _changed_s(run: RunFolder) -> float:
    """Return when a run was last written to, in seconds of the system's clock."""
    files = [run.config, run.metrics, run.episodes, run.policy, run.best_checkpoint, run.steps]
    return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)
