"""The episodes that stand out: best scored, furthest and most rewarded."""

from dataclasses import dataclass
from math import hypot

import numpy as np

from rover_web.report.columns import Columns, Float64, Mask, NothingToDrawError
from rover_web.report.run import Run

LEAST_AHEAD = 1e-3  # of a score; closer ones count as the same


@dataclass(frozen=True)
class Peak:
    """An episode that stands out. episode: its number, -1 in runs that do not number them."""

    title: str
    episode: int
    test: bool
    outcome: str
    score: float
    total_reward: float
    steps: int
    distance_travelled: float
    final_distance_to_checkpoint: float


def official_episodes(run: Run, episodes: Columns | None = None) -> Columns:
    """Return the episodes, of training and tests, that began near the official start.

    Only those can be compared: one that begins beside the checkpoint scores high for nothing. All
    episodes where a run does not say where they began.

    episodes: to choose from; all of the run by default.

    Raises:
        NothingToDrawError: there are none.
    """
    episodes = run.episodes if episodes is None else episodes
    near = episodes.where(near_official_start(run, episodes))
    if not len(near):
        raise NothingToDrawError('episodes.jsonl has no episode that began near the official start')
    return near


def near_official_start(run: Run, episodes: Columns) -> Mask:
    """Return which episodes began near the start of the world; all where it is not known."""
    if run.world is None or 'start_x' not in episodes:
        return np.ones(len(episodes), bool)
    start = run.world.file.start
    jitter = run.settings.get('start', {}).get('jitter_m', 0.0)
    away = np.hypot(episodes.number('start_x') - start.x, episodes.number('start_y') - start.y)
    here = episodes.text('world') == run.world.file.name
    near: Mask = here & (away <= hypot(jitter, jitter) + 0.05)
    return near


def find_peaks(run: Run, episodes: Columns | None = None) -> list[Peak]:
    """Return the best scored (if any has a score), furthest and most rewarded episode.

    episodes: to choose from; all of the run by default.

    Raises:
        NothingToDrawError: no episode began near the official start.
    """
    known = official_episodes(run, episodes).having('total_reward')
    episodes = known.having('final_distance_to_checkpoint')
    scores, rewards = episodes.number('score'), episodes.number('total_reward')
    rows = {
        'furthest': int(np.argmin(episodes.number('final_distance_to_checkpoint'))),
        'most rewarded': int(np.argmax(rewards)),
    }
    if np.isfinite(scores).any():
        rows = {'best scored': int(np.nanargmax(scores))} | rows
    return [_peak(episodes, row, title) for title, row in rows.items()]


def reward_warning(peaks: list[Peak]) -> str:
    """Return a sentence if the most rewarded episode is not the best scored; else an empty one."""
    by_title = {peak.title: peak for peak in peaks}
    rewarded, best = by_title['most rewarded'], by_title.get('best scored')
    if best is None:
        return ''
    if not np.isfinite(rewarded.score):
        return (
            f'The most rewarded episode has no score: it ended as {rewarded.outcome}, paid '
            f'{rewarded.total_reward:.2f}, while the best scored one was paid '
            f'{best.total_reward:.2f}. The reward asks for something else than the score does.'
        )
    if rewarded.score < best.score - LEAST_AHEAD:
        return (
            f'The most rewarded episode is not the best scored: it scored {rewarded.score:.1f} '
            f'for {rewarded.total_reward:.2f}, the best {best.score:.1f} for '
            f'{best.total_reward:.2f}. The figure of reward against score shows how far the two '
            'agree.'
        )
    return ''


def rank_correlation(first: Float64, second: Float64) -> float:
    """Return Spearman's rank correlation, -1..1; nan for fewer than three pairs."""
    from scipy.stats import spearmanr  # takes a second to import

    both = np.isfinite(first) & np.isfinite(second)
    if np.count_nonzero(both) < 3:
        return float('nan')
    return float(spearmanr(first[both], second[both]).statistic)


def _peak(episodes: Columns, row: int, title: str) -> Peak:
    def number(name: str) -> float:
        return float(episodes.number(name)[row])

    return Peak(
        title=title,
        episode=int(number('episode')) if 'episode' in episodes else -1,
        test=bool(episodes.flag('test')[row]),
        outcome=str(episodes.text('outcome')[row]),
        score=number('score'),
        total_reward=number('total_reward'),
        steps=int(number('steps')),
        distance_travelled=number('distance_travelled'),
        final_distance_to_checkpoint=number('final_distance_to_checkpoint'),
    )
