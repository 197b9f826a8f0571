"""Make the page of a run, or the page that compares several."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from policy_trainer.run_folder import RunFolder

from rover_web.report.columns import NothingToDrawError
from rover_web.report.comparison import plot_comparison, settings_that_differ
from rover_web.report.figures import planned_figures
from rover_web.report.page import Page, PlannedFigure, Table, draw, write_page
from rover_web.report.peak_episodes import Peak, find_peaks, reward_warning
from rover_web.report.run import Run, open_run

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
    return _write(_run_page(run), planned_figures(run), folder / 'index.html', on_figure)


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


def _run_page(run: Run) -> Page:
    peaks: list[Peak] = []
    notes = [run.steps_note] if run.steps_note else []
    try:
        peaks = find_peaks(run)
    except NothingToDrawError as error:
        notes.append(f'{error}.')
    warning = reward_warning(peaks) if peaks else ''
    return Page(
        title=f'Run {run.name}',
        facts=_facts(run),
        warnings=[*([warning] if warning else []), *run.problems],
        notes=notes,
        tables=[_peak_table(peaks)] if peaks else [],
    )


def _peak_table(peaks: Sequence[Peak]) -> Table:
    return Table(
        'Episodes that stand out',
        'Among the episodes, of training and of tests, that began near the official start.',
        ['', 'episode', 'driven in', 'outcome', 'score', 'reward', 'steps', 'distance [m]',
         'left to the checkpoint [m]'],
        [
            [
                peak.title,
                'not numbered' if peak.episode < 0 else str(peak.episode),
                'test' if peak.test else 'training',
                peak.outcome,
                '' if np.isnan(peak.score) else f'{peak.score:.1f}',
                f'{peak.total_reward:.2f}',
                str(peak.steps),
                f'{peak.distance_travelled:.1f}',
                f'{peak.final_distance_to_checkpoint:.1f}',
            ]
            for peak in peaks
        ],
    )  # fmt: skip


def _facts(run: Run) -> list[tuple[str, str]]:
    facts = [('world', str(run.settings.get('world', 'unknown')))]
    facts.append(('reward', str(run.settings.get('reward', 'unknown'))))
    facts.append(('seed', str(run.settings.get('seed', 'unknown'))))
    facts.append(('episodes', f'{len(run.episodes):,}'))
    if len(run.metrics):
        facts.append(('steps of all rovers', f'{run.metrics.number("timesteps").max():,.0f}'))
        facts.append(('updates of the network', f'{len(run.updates):,}'))
    for name in ('screening', 'evaluation'):
        column = f'{name}/success_rate'
        if column in run.metrics:
            best = np.nanmax(run.metrics.number(column))
            facts.append((f'best test, {name}', f'{best:.0%} reached'))
    facts.append(('policy', 'policy.onnx' if run.folder.policy.exists() else 'none exported'))
    return facts


def _changed_s(run: RunFolder) -> float:
    """Return when a run was last written to, in seconds of the system's clock."""
    files = [run.config, run.metrics, run.episodes, run.policy, run.best_checkpoint, run.steps]
    return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)
