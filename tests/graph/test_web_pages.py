"""Every page in headless Chromium against a real drive on the graph and a real training run."""

import re
from pathlib import Path

import httpx
import pytest
from ament_index_python.packages import get_package_share_directory

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says what is missing

pytestmark = pytest.mark.browser

POLICY = Path(get_package_share_directory('rover_bringup')) / 'policies' / 'mars.onnx'
SETTINGS = (
    '{total_timesteps: 512, block_updates: 1, environment: {n_rovers: 4, threads: 1}, '
    'ppo: {n_steps: 32, batch_size: 64}, network: {hidden_sizes: [16]}, '
    'evaluation: {physics: fast, starts: 2, n_rovers: 2, step_limit: 20, threads: 1}}'
)
PAGES = ('', 'leaderboard', 'submit', 'trials/1/1', 'runs', 'runs/short')
MAX_PAGE_BYTES = 1_000_000
SLOW_S = 180.0  # on a busy machine, for what takes 20 s on a quiet one


@pytest.fixture(scope='module')
def url(shared_graph, tmp_path_factory):
    """One trial has been driven on the graph, and a short run trained."""
    graph, folder = shared_graph, tmp_path_factory.mktemp('web')
    store, runs = folder / 'board.sqlite3', folder / 'runs'
    web = graph.start('rover_web', 'web', {'store': store, 'runs': runs, 'port': 0})
    graph.start('mars_world', 'simulation')
    graph.start('rover_env', 'collision_monitor', {'use_sim_time': True})
    graph.start('rover_env', 'env_server')
    graph.start('policy_server', 'policy_server', {'policy': POLICY})
    settings = folder / 'settings.yaml'
    settings.write_text(SETTINGS)
    training = {'run': 'short', 'runs_dir': runs, 'config': settings, 'autostart': True}
    trainer = graph.start('policy_trainer', 'trainer', training)
    graph.wait_until(lambda: 'live view at' in web.output, 'the web server', SLOW_S)
    address = re.search(r'live view at (\S+)', web.output)[1]
    graph.wait_until(lambda: knows_the_world(address), 'the map of the world', SLOW_S)
    trials = {'store': store, 'replays': folder / 'replays', 'autostart_trials': 1}
    scorer = graph.start('scorer', 'scorer', trials)
    graph.wait_until(lambda: 'trial 1:' in scorer.output, 'the trial', SLOW_S)
    policy = runs / 'short' / 'policy.onnx'
    graph.wait_until(lambda: policy.exists() or not trainer.running, 'the training', SLOW_S)
    assert policy.exists(), trainer.output
    return address


def knows_the_world(address: str) -> bool:
    """Whether the web node has found the simulation."""
    return httpx.get(f'{address}api/world').json() is not None


def test_live_page_shows_the_drive_the_training_and_the_cameras(page, url) -> None:
    page.goto(url)

    expect(page.locator('#map .boulder')).to_have_count(41)
    expect(page.locator('#step')).to_contain_text('reached')
    expect(page.locator('#episodes tbody tr').first).to_contain_text('reached')
    expect(page.locator('#terms tbody tr').first).to_be_visible()
    expect(page.locator('#training-state')).to_contain_text('done')
    expect(page.locator('#peaks')).to_contain_text('most rewarded')
    for view in ('first_person', 'chase'):
        picture = page.locator(f'[data-camera={view}] img')
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible(timeout=1000.0 * SLOW_S)
        expect(picture).to_have_js_property('naturalWidth', 480)


def test_a_trial_is_driven_again_on_the_map_and_by_keyboard(page, url) -> None:
    page.goto(f'{url}leaderboard')
    page.get_by_role('link', name='replay and video').click()

    expect(page.locator('#player')).to_be_visible(timeout=1000.0 * SLOW_S)
    expect(page.locator('#map .boulder')).to_have_count(41)
    clock = page.locator('#clock')
    expect(clock).to_contain_text('0.0 s of')
    page.keyboard.press(' ')
    expect(clock).not_to_contain_text('0.0 s of')
    page.keyboard.press(' ')
    page.get_by_label('Time').focus()
    page.keyboard.press('End')
    expect(page.locator('#step')).to_contain_text('reached')


def test_a_video_is_made_on_demand_and_plays(page, url) -> None:
    page.goto(f'{url}trials/1/1')
    page.get_by_role('button', name='Top').click()

    expect(page.locator('#video')).to_be_visible(timeout=1000.0 * SLOW_S)
    expect(page.locator('#video')).to_have_js_property('videoWidth', 480)
    assert page.evaluate("document.querySelector('#video').duration") > 30.0
    assert httpx.get(f'{url}api/evaluations/1/trials/1/videos/top').json()['state'] == 'done'


def test_a_run_has_its_files_and_a_report_on_demand(page, url) -> None:
    page.goto(f'{url}runs')
    page.get_by_role('link', name='short').click()

    expect(page.locator('#run')).to_contain_text('trained')
    policy = page.get_by_role('link', name='policy.onnx').get_attribute('href')
    assert httpx.get(f'{url}{policy[1:]}').status_code == 200
    page.get_by_role('button', name='Make the report').click()
    expect(page.locator('#report')).to_be_visible(timeout=1000.0 * SLOW_S)
    expect(page.frame_locator('#report').locator('h1')).to_contain_text('short')
    assert len(httpx.get(f'{url}runs/short/report').content) < MAX_PAGE_BYTES


def test_an_episode_of_a_run_is_filmed_on_demand(page, url) -> None:
    page.goto(f'{url}runs/short')
    page.get_by_role('spinbutton', name='Episode').fill('987654')
    page.get_by_role('button', name='Top').click()
    expect(page.locator('#video-text')).to_contain_text('no steps of episode 987654')

    page.get_by_role('spinbutton', name='Episode').fill('0')
    page.get_by_role('button', name='Top').click()
    expect(page.locator('#video')).to_be_visible(timeout=1000.0 * SLOW_S)
    expect(page.locator('#video')).to_have_js_property('videoWidth', 480)
    film = httpx.get(f'{url}api/runs/short/episodes/0/videos/top.mp4')
    assert (film.status_code, film.headers['content-type']) == (200, 'video/mp4')


def test_a_policy_that_is_submitted_is_driven_and_ranked(page, url) -> None:
    page.goto(f'{url}submit')
    page.get_by_label('Name').fill('The one that ships')
    page.get_by_label('Policy').set_input_files(POLICY)
    page.get_by_role('button', name='Submit').click()

    expect(page.locator('#said')).to_contain_text('done, best score', timeout=1000.0 * SLOW_S)
    page.get_by_role('link', name='See the leaderboard').click()
    entry = page.locator('#official tbody', has_text='The one that ships')
    expect(entry).to_contain_text('reached')


@pytest.mark.parametrize('path', PAGES)
def test_every_page_is_light_and_fits_a_phone(page, url, path) -> None:
    sizes = []
    page.on('response', lambda reply: sizes.append(reply))
    page.set_viewport_size({'width': 360, 'height': 740})
    page.goto(url + path)
    page.wait_for_load_state('networkidle')

    assert page.evaluate('document.documentElement.scrollWidth') <= 360
    assert sum(len(reply.body()) for reply in sizes) < MAX_PAGE_BYTES
