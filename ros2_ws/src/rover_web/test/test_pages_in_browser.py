"""The pages as people see them: headless Chromium, a real server, the world mars.

tests/graph/test_web_pages.py shows a real drive and a real run.
"""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from mars_world.world import load_world
from rover_web.records import Episode, Pose, Rover, Scan, Step, TrainingStatus
from rover_web.server import Sources, create_app
from rover_web.server_thread import ServerThread
from rover_web.state import LiveState
from rover_web.world_map import view_world

try:
    from playwright.sync_api import Browser, Page, expect
except ImportError:
    expect = None  # the fixture says what is missing

pytestmark = pytest.mark.browser

N_STEPS = 120


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
def url(state: LiveState, tmp_path: Path) -> Iterator[str]:
    sources = Sources(state=state, runs=tmp_path / 'runs')
    server = ServerThread(create_app(sources), '127.0.0.1', 0)
    server.start()
    yield server.url
    server.stop()


def wait_for_trail(page: 'Page', n_points: int) -> None:
    points = re.compile(rf'^\S+( \S+){{{n_points - 1}}}$')
    expect(page.locator('#map polyline.trail')).to_have_attribute('points', points)


def trail_points(page: 'Page') -> int:
    return page.evaluate("document.querySelector('#map polyline.trail').points.numberOfItems")


def test_live_page_shows_world_rover_and_training(page: 'Page', url: str) -> None:
    page.goto(url)

    expect(page.locator('#connection')).to_have_text('connected')
    expect(page.locator('#map .boulder')).to_have_count(41)
    expect(page.locator('#map .rover')).to_be_visible()
    expect(page.locator('#scan-text')).to_contain_text('Nearest 2.00 m')
    expect(page.locator('#scan')).to_be_visible()
    expect(page.locator('#terms tbody tr')).to_have_count(3)
    expect(page.locator('#curves figure')).to_have_count(8)
    expect(page.locator('#peaks')).to_contain_text('9761.50')
    expect(page.locator('#training-count')).to_contain_text('58,000 of 100,000')
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
    wait_for_trail(page, N_STEPS + 20)


def test_live_page_shows_a_rover_that_trains_and_then_that_of_the_trials(
    page: 'Page',
    url: str,
    state: LiveState,
    make_step: Callable[..., Step],
    make_scan: Callable[[], Scan],
) -> None:
    page.goto(url)
    expect(page.locator('#rover-text')).to_contain_text('rover of the simulation')
    for i in range(1, 6):
        pose = Pose(x=-0.5 * i, y=0.0, yaw=math.pi)
        state.feed_step(0.3 * i, make_step(episode_id='t', step=i, pose=pose), Rover.TRAINING)
    state.feed_scan(make_scan(), Rover.TRAINING)
    state.feed_training_collision('body', 'mast', 'rocks_f_1', 0.5)

    expect(page.locator('#rover-text')).to_contain_text('rovers that train')
    expect(page.locator('#map .fan')).to_have_attribute('d', re.compile('^M-2.5 '))
    expect(page.locator('#events')).to_contain_text('training collision: body: mast touched')
    wait_for_trail(page, 5)


def test_live_page_follows_a_trainer_that_is_started_again(
    page: 'Page',
    url: str,
    state: LiveState,
    make_step: Callable[..., Step],
    make_training: Callable[..., TrainingStatus],
) -> None:
    page.goto(url)
    for life, n_steps in (('first', 5), ('second', 3)):
        state.feed_training(make_training(run=life))
        for i in range(1, n_steps + 1):
            pose = Pose(x=-0.5 * i, y=0.0, yaw=math.pi)
            state.feed_step(0.3 * i, make_step(episode_id=life, step=i, pose=pose), Rover.TRAINING)
        expect(page.locator('#training-run')).to_have_text(life)
        wait_for_trail(page, n_steps)


def test_an_open_live_page_goes_on_when_its_server_is_started_again(
    browser: 'Browser', make_step: Callable[..., Step]
) -> None:
    # Not the fixture `page`: a connection that is refused is an error on the console.
    with closing(browser.new_page()) as page:
        port = 0
        for x in (-1.0, -2.0):
            state = LiveState()
            state.feed_step(0.3, make_step(pose=Pose(x=x, y=0.0, yaw=0.0)))
            server = ServerThread(create_app(Sources(state=state)), '127.0.0.1', port)
            server.start()
            if not port:
                page.goto(server.url)
                port = urlsplit(server.url).port or 0
            expect(page.locator('#connection')).to_have_text('connected')
            expect(page.locator('#map .rover')).to_have_attribute('data-x', f'{x:g}')
            server.stop()
            expect(page.locator('#connection')).to_contain_text('trying again')


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


def test_the_timer_goes_on_between_two_messages(
    page: 'Page', url: str, state: LiveState, make_training: Callable[..., TrainingStatus]
) -> None:
    state.feed_training(make_training(timesteps=60_000, wall_time=100.0))
    page.goto(url)

    expect(page.locator('#training-count')).to_contain_text('1 min 40 s')
    expect(page.locator('#training-count')).to_contain_text('1 min 42 s')


def test_cameras_say_what_they_wait_for(page: 'Page', url: str) -> None:
    page.goto(url)

    expect(page.locator('[data-camera=chase] .screen')).to_contain_text('Waiting for a simulation')


def test_runs_say_where_they_come_from_while_there_are_none(page: 'Page', url: str) -> None:
    page.goto(f'{url}runs')

    expect(page.locator('#runs-text')).to_contain_text('No run yet')


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
