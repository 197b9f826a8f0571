"""The page of a run that fills every figure to its limit: complete, self-contained and light."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import numpy as np
import pytest
from PIL import Image
from policy_trainer.json_lines import JsonLinesWriter
from policy_trainer.run_folder import RunFolder
from policy_trainer.step_writer import StepWriter
from rover_env.score import score
from rover_env.spec import ACTION_NAMES, DRIVE_SPEED_MPS, STEP_PERIOD_S
from rover_web.report.episode_plots import MOST_POINTS
from rover_web.report.figures import planned_figures
from rover_web.report.map_plots import MOST_ENDS
from rover_web.report.report import report_html, write_comparison
from rover_web.report.run import Run, open_run

MOST_BYTES = 1_000_000
N_EPISODES = MOST_POINTS + 1000
N_UPDATES = 250
STEP_M = DRIVE_SPEED_MPS * STEP_PERIOD_S
OUTCOMES = ('reached', 'collision', 'left_map', 'power_drained', 'tipped', 'stopped')
NOISE = {
    'roll': 0.1, 'pitch': 0.1, 'yaw_rate': 0.5, 'acceleration': 0.4, 'wheel_slip': 0.2,
    'speed': 0.3, 'z': 0.2,
}  # fmt: skip
TERMS = ('progress', 'heading', 'clearance', 'goal', 'failure')


def _columns(rng: np.random.Generator) -> dict[str, Any]:
    """Steps of N_EPISODES drives, with something else in each; the first one is the only test."""
    lengths = rng.integers(15, 110, N_EPISODES)
    lengths[0] = 190  # as many as one that arrives has
    episode = np.repeat(np.arange(N_EPISODES), lengths)
    n_rows = len(episode)
    step = np.arange(n_rows) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
    sway = np.sin(step / 3.0 + rng.uniform(0.0, 6.0, N_EPISODES)[episode])
    columns = {
        'episode': episode, 'step': step, 'test': episode == 0,
        'world': np.full(n_rows, 'mars', object), 'rover': np.zeros(n_rows, np.int32),
        'throttle': np.ones(n_rows), 'reward': rng.normal(0.1, 0.2, n_rows),
        'distance_travelled': STEP_M * step, 'lidar_min': rng.uniform(0.5, 4.5, n_rows),
        'collision_threshold': rng.uniform(0.5, 4.5, n_rows), 'power_left': 2000 - step,
        **{name: size * (sway + rng.normal(0.0, 0.3, n_rows)) for name, size in NOISE.items()},
        **{f'reward.{term}': 0.1 * sway * i for i, term in enumerate(TERMS)},
    }  # fmt: skip
    return columns | _ways(rng, columns) | _ends(lengths) | _choices(rng, sway, columns['test'])


def _ways(rng: np.random.Generator, columns: dict[str, Any]) -> dict[str, Any]:
    """Winding ways, half of them from the official start, half from all over the corridor."""
    episode, step = columns['episode'], columns['step']
    yaw = np.pi + 0.9 * np.sin(step / 9.0 + rng.uniform(0.0, 6.0, N_EPISODES)[episode])
    driven = np.cumsum(STEP_M * np.stack([np.cos(yaw), np.sin(yaw)]), axis=1)
    starts = rng.uniform((-44.0, -5.5), (0.0, 3.5), (N_EPISODES, 2))
    starts[::2] = (-0.17, 0.11)
    first = np.flatnonzero(step == 1)[episode]
    x, y = starts[episode].T + driven - driven[:, first]
    return {
        'x': np.clip(x, -46.0, 1.0), 'y': np.clip(y, -6.0, 4.0), 'yaw': yaw,
        'distance_to_checkpoint': np.hypot(x + 44.25, y + 4.0),
    }  # fmt: skip


def _ends(lengths: np.ndarray) -> dict[str, Any]:
    outcomes = np.full(lengths.sum(), 'driving', object)
    outcomes[np.cumsum(lengths) - 1] = np.resize(np.array(OUTCOMES, object), len(lengths))
    return {'outcome': outcomes}


def _choices(rng: np.random.Generator, sway: np.ndarray, tests: np.ndarray) -> dict[str, Any]:
    actions = rng.integers(0, len(ACTION_NAMES), len(sway))
    wishes = np.exp(np.stack([sway, -sway, 0.0 * sway], axis=1))
    wishes /= wishes.sum(axis=1, keepdims=True)
    wishes[~tests] = np.nan
    shares = {f'probability_{name}': wishes[:, i] for i, name in enumerate(ACTION_NAMES)}
    return {'action': actions, 'steering': 1.0 - actions, **shares}


def _episodes(rng: np.random.Generator, columns: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lasts = np.flatnonzero(columns['outcome'] != 'driving')
    firsts = np.flatnonzero(columns['step'] == 1)
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        steps, outcome = int(columns['step'][last]), columns['outcome'][last]
        felt = rng.uniform(0.2, 0.9)
        distance_m = float(columns['distance_travelled'][last])
        yield {
            'block': 0, 'timesteps': 800 * (number + 1), 'episode': number,
            'test': bool(columns['test'][last]), 'world': 'mars', 'outcome': outcome,
            'steps': steps, 'distance_travelled': distance_m, 'average_linear_acceleration': felt,
            'final_distance_to_checkpoint': float(columns['distance_to_checkpoint'][last]),
            'total_reward': float(rng.normal(0.02 * steps, 1.0)),
            'start_x': float(columns['x'][first]), 'start_y': float(columns['y'][first]),
            'score': score(steps, distance_m, felt) if outcome == 'reached' else None,
        }  # fmt: skip


def _metrics(rng: np.random.Generator, like: Run) -> Iterator[dict[str, Any]]:
    names = [name for name in like.metrics.arrays if '/' in name]
    for update in range(1, N_UPDATES + 1):
        when = {'block': 0, 'timesteps': 800 * N_EPISODES * update // N_UPDATES}
        values = np.exp(-update / 80.0) + rng.uniform(0.0, 0.3, len(names))
        yield when | {'wall_time_s': 2.0 * update} | dict(zip(names, values.tolist(), strict=True))


@pytest.fixture(scope='module')
def full_run(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A made-up run with more of everything than a figure shows, and a policy that was trained."""
    rng = np.random.default_rng(0)
    folder = RunFolder(tmp_path_factory.mktemp('runs') / 'full')
    folder.path.mkdir()
    copytree(run.folder.checkpoints, folder.checkpoints)
    copy(run.folder.config, folder.config)
    columns = _columns(rng)
    steps, episodes = StepWriter(folder.steps), JsonLinesWriter(folder.episodes)
    steps.add(columns)
    steps.write(0)
    for record in _episodes(rng, columns):
        episodes.write(record)
    metrics = JsonLinesWriter(folder.metrics)
    for record in _metrics(rng, run):
        metrics.write(record)
    episodes.close()
    metrics.close()
    return open_run(folder.path)


@pytest.fixture(scope='module')
def page(full_run: Run) -> Path:
    return report_html(full_run.folder.path)


class Page(HTMLParser):
    """The parts of a page that the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.alts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or '' for name, value in attrs}
        self.ids |= {values['id']} if 'id' in values else set()
        self.links |= {values['href']} if tag == 'a' else set()
        self.alts += [values.get('alt', '')] if tag == 'img' else []


def _n_dark(page: Path) -> int:
    return page.read_text(encoding='utf-8').count('(prefers-color-scheme: dark)" srcset="data:')


def test_a_page_at_its_limits_is_light_for_want_of_some_dark_pictures(
    page: Path, full_run: Run
) -> None:
    assert len(full_run.episodes) > MOST_POINTS
    assert np.count_nonzero(full_run.steps.text('outcome') != 'driving') > MOST_ENDS
    n_figures = len(planned_figures(full_run))
    assert page.stat().st_size < MOST_BYTES
    assert 0.5 * n_figures < _n_dark(page) < n_figures


def test_the_comparison_of_many_runs_is_light_and_has_all_dark_pictures(
    full_run: Run, tmp_path: Path
) -> None:
    page = write_comparison([full_run] * 8, tmp_path)
    assert page.stat().st_size < MOST_BYTES
    assert _n_dark(page) == 2


def test_the_page_needs_nothing_from_outside(page: Path) -> None:
    text = page.read_text(encoding='utf-8')
    assert not re.search(r'https?://|src="(?!data:)|url\(|<script|@import', text)


def test_every_figure_is_drawn_and_described(page: Path, full_run: Run) -> None:
    names = [figure.name for figure in planned_figures(full_run)]
    text = page.read_text(encoding='utf-8')
    assert not re.findall(r'Not drawn: (.*?)</p>', text)
    parsed = Page(text)
    assert set(names) <= parsed.ids
    assert len(parsed.alts) == len(names)
    assert all(len(alt) > 30 for alt in parsed.alts)


def test_every_link_leads_to_a_place_on_the_page(page: Path) -> None:
    parsed = Page(page.read_text(encoding='utf-8'))
    assert {link.removeprefix('#') for link in parsed.links} <= parsed.ids
    assert '#content' in parsed.links


def test_pictures_lie_beside_the_page(page: Path, full_run: Run) -> None:
    assert {picture.stem for picture in page.parent.glob('*.png')} == {
        figure.name for figure in planned_figures(full_run)
    }
    with Image.open(page.with_name('losses.png')) as picture:
        assert picture.convert('RGB').getpixel((2, 2)) == (255, 255, 255)
