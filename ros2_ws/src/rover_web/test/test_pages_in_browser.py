"""The pages as people see them: headless Chromium, a real server, the world mars."""

import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from mars_world.world import load_world
from rover_web.records import Episode, Pose, Scan, Step, TrainingStatus
from rover_web.server import Sources, create_app
from rover_web.server_thread import ServerThread
from rover_web.state import LiveState
from rover_web.world_map import view_world
from scorer.episode import Episode as ScoredEpisode
from scorer.score import Verdict
from scorer.store import Store
from scorer.trial import Trial

try:
    from playwright.sync_api import Browser, Page, expect, sync_playwright
except ImportError:
    sync_playwright = None

pytestmark = pytest.mark.browser

CHROMIUM_FLAGS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
]  # fmt: skip
N_STEPS = 120


@pytest.fixture(scope='module')
def browser() -> Iterator['Browser']:
    chromium = shutil.which('chromium')
    if sync_playwright is None or chromium is None:
        pytest.fail(
            'browser tests need Chromium and playwright; `apt-get install chromium` and '
            '`pip install playwright`, or leave them out with `-m "not browser"`'
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: 'Browser') -> Iterator['Page']:
    """A page that fails its test on any console error and any request elsewhere."""
    page = browser.new_page(viewport={'width': 1280, 'height': 1600})
    wrong: list[str] = []
    page.on('console', lambda line: wrong.append(line.text) if line.type == 'error' else None)
    page.on('pageerror', lambda error: wrong.append(str(error)))
    page.on('requestfailed', lambda request: wrong.append(f'{request.url} failed'))
    asked: list[str] = []
    page.on('request', lambda request: asked.append(request.url))
    page.set_default_timeout(10_000)
    yield page
    page.close()
    assert wrong == []
    assert [url for url in asked if '//127.0.0.1:' not in url and not url.startswith('data:')] == []


@pytest.fixture
def state(
    make_step: Callable[..., Step],
    make_scan: Callable[[], Scan],
    make_training: Callable[..., TrainingStatus],
    make_episode: Callable[..., Episode],
) -> LiveState:
    """Some training, a scored episode and half a drive along the waypoints of mars."""
    state = LiveState()
    world = load_world('mars')
    state.feed_world(view_world(world))
    for i in range(30):
        rate = i / 30
        status = make_training(
            timesteps=2000 * i, success_rate=rate, mean_reward=300 * rate,
            mean_score=9700 + 50 * rate if i > 9 else math.nan,
        )  # fmt: skip
        state.feed_training(status)
    state.feed_episode(make_episode(episode_id='zero', outcome='collision', detail='body, rocks_f'))
    state.feed_episode(make_episode(episode_id='one', scored=True, score=9754.25, official=True))
    corners = np.array([(world.file.start.x, world.file.start.y), *world.file.waypoints])
    along = np.linspace(0.0, len(corners) - 1.3, N_STEPS)
    x, y = (np.interp(along, range(len(corners)), corners[:, axis]) for axis in (0, 1))
    heading = np.arctan2(np.gradient(y), np.gradient(x))
    for i in range(N_STEPS):
        pose = Pose(x=x[i], y=y[i], yaw=heading[i])
        terms = {'progress': 0.5, 'clearance': 0.1, 'turning': -0.2}
        state.feed_step(0.3 * i, make_step(step=i, pose=pose, reward_terms=terms))
    state.feed_scan(make_scan())
    return state


@pytest.fixture
def store(tmp_path: Path) -> str:
    address = str(tmp_path / 'board.sqlite3')
    store = Store(address)
    evaluation = store.begin_evaluation('policy.onnx', 'a' * 64)
    for number, score in enumerate((9754.25, 9731.5, None), start=1):
        outcome = 'reached' if score else 'collision'
        trial = Trial(ScoredEpisode('one', outcome, steps=190), Verdict(score, True, ''))
        store.add_trial(evaluation, number, trial)
    store.close()
    return address


@pytest.fixture
def url(state: LiveState, store: str) -> Iterator[str]:
    server = ServerThread(create_app(Sources(state=state, store=store)), '127.0.0.1', 0)
    server.start()
    yield server.url
    server.stop()


def trail_points(page: 'Page') -> int:
    return page.evaluate("document.querySelector('#map polyline.trail').points.numberOfItems")


def test_live_page_shows_world_rover_and_training(page: 'Page', url: str) -> None:
    page.goto(url)

    expect(page.get_by_role('status').first).to_have_text('connected')
    expect(page.locator('#map .boulder')).to_have_count(41)
    expect(page.locator('#map .rover')).to_be_visible()
    expect(page.locator('#scan-text')).to_contain_text('Nearest 2.00 m')
    expect(page.locator('#scan')).to_be_visible()
    expect(page.locator('#terms tbody tr')).to_have_count(3)
    expect(page.locator('#curves figure')).to_have_count(4)
    expect(page.locator('#training-count')).to_contain_text('58,000 of 100,000 steps')
    expect(page.locator('#episodes tbody tr').first).to_contain_text('9754.25')
    expect(page.locator('#events')).to_contain_text('zero: collision (body, rocks_f)')
    assert trail_points(page) == N_STEPS


def test_live_page_follows_the_rover_as_it_drives(
    page: 'Page', url: str, state: LiveState, make_step: Callable[..., Step]
) -> None:
    page.goto(url)
    expect(page.locator('#step')).to_contain_text('straight')
    for i in range(N_STEPS, N_STEPS + 20):
        pose = Pose(x=-30.0 - 0.1 * i, y=3.0, yaw=math.pi)
        state.feed_step(0.3 * i, make_step(step=i, action=0, pose=pose))

    expect(page.locator('#step')).to_contain_text('left')
    page.wait_for_function(
        f"document.querySelector('#map polyline.trail').points.numberOfItems === {N_STEPS + 20}"
    )


def test_live_page_survives_a_reload(page: 'Page', url: str) -> None:
    page.goto(url)
    expect(page.locator('#map .boulder')).to_have_count(41)  # a request cut off is an error, too
    expect(page.locator('#step')).to_be_visible()
    page.reload()

    expect(page.locator('#step')).to_be_visible()
    assert trail_points(page) == N_STEPS


def test_map_is_moved_by_buttons_and_by_keys(page: 'Page', url: str) -> None:
    page.goto(url)
    expect(page.locator('#map .boulder')).to_have_count(41)
    chart = page.locator('#map')
    whole = chart.get_attribute('viewBox')

    page.get_by_role('button', name='Zoom in').click()
    expect(chart).not_to_have_attribute('viewBox', whole)
    chart.focus()
    page.keyboard.press('ArrowLeft')
    page.keyboard.press('0')
    expect(chart).to_have_attribute('viewBox', whole)
    page.keyboard.press('f')
    expect(page.get_by_role('button', name='Follow')).to_have_attribute('aria-pressed', 'true')


def test_leaderboard_page_shows_each_trial(page: 'Page', url: str) -> None:
    page.goto(url)
    page.get_by_role('link', name='Leaderboard').click()

    expect(page.locator('#board tbody tr')).to_have_count(3)
    expect(page.locator('#board tbody tr').first).to_contain_text('9754.25')
    page.get_by_label('official trials only').check()
    expect(page.locator('#board-text')).to_have_text('1 policy, the best first.')


def test_pages_fit_a_phone(page: 'Page', url: str) -> None:
    page.set_viewport_size({'width': 360, 'height': 740})
    for path in ('', 'leaderboard'):
        page.goto(url + path)
        expect(page.locator('h2').first).to_be_attached()
        page.wait_for_load_state('networkidle')
        assert page.evaluate('document.documentElement.scrollWidth') <= 360


def test_dark_and_light_pages_have_readable_text(page: 'Page', url: str) -> None:
    """WCAG AA asks for a contrast of 4.5 between text and what lies behind it."""
    page.goto(url)
    expect(page.locator('#step')).to_be_visible()
    for scheme in ('light', 'dark'):
        page.emulate_media(color_scheme=scheme)
        for front in ('--text', '--soft', '--accent', '--good', '--bad'):
            colours = page.evaluate(
                """front => ['--card', '--page', front].map((name) =>
                    getComputedStyle(document.documentElement).getPropertyValue(name).trim())""",
                front,
            )
            card, ground, text = map(luminance, colours)
            for behind in (card, ground):
                bright, dark = max(text, behind), min(text, behind)
                assert (bright + 0.05) / (dark + 0.05) >= 4.5, (scheme, front)


def luminance(colour: str) -> float:
    """Relative luminance of '#rrggbb' as WCAG defines it, 0..1."""
    parts = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
