"""What stands above the figures of a run: warnings, facts, and the episodes that stand out."""

from collections.abc import Sequence

import numpy as np

from rover_web.report.columns import NothingToDrawError
from rover_web.report.page import Page, Table
from rover_web.report.peak_episodes import Peak, find_peaks, reward_warning
from rover_web.report.run import Run


def run_page(run: Run) -> Page:
    """Return what a page says of a run in words and numbers."""
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
