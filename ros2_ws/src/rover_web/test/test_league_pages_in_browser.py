"""Leaderboard, trial and submission as people see them: headless Chromium and a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rover_web.server import Sources, create_app
from rover_web.server_thread import ServerThread
from scorer.episode import Episode, Simulation
from scorer.score import Verdict
from scorer.store import Store
from scorer.trial import Trial

try:
    from playwright.sync_api import Page, expect
except ImportError:
    expect = None  # the fixture says what is missing

pytestmark = pytest.mark.browser


def _trial(score: float | None, folder: Path, **fields: float) -> Trial:
    """A trial with another value in each field, that left a replay and a log."""
    files = {name: folder / f'{score}.{name}' for name in ('log', 'replay')}
    for file in files.values():
        file.write_text('left')
    episode = Episode(
        **{
            'episode_id': 'one', 'outcome': 'reached' if score else 'collision', 'seed': 2**60 + 1,
            'detail': '' if score else 'body, rocks_f', 'steps': 190, 'distance_travelled_m': 44.72,
            'average_acceleration_mps2': 0.312, 'maximum_acceleration_mps2': 1.847,
            'final_distance_m': 0.41, 'total_reward': 17.5, 'power_left': 1810, 'duration_s': 57.0,
            'simulation': Simulation(world='mars'),
        } | fields
    )  # fmt: skip
    verdict = Verdict(score, score is not None, '' if score else 'no score: it hit a rock')
    return Trial(episode, verdict, log=str(files['log']), replay=str(files['replay']))


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A policy that was driven three times on mars, and one on the training grounds."""
    address = str(tmp_path / 'board.sqlite3')
    store = Store(address)
    first = store.begin_evaluation('runs/first/policy.onnx', 'a' * 64)
    store.add_trial(first, 1, _trial(9754.25, tmp_path))
    store.add_trial(first, 2, _trial(9731.5, tmp_path, steps=203, power_left=1797))
    store.add_trial(first, 3, _trial(None, tmp_path))
    grounds = store.begin_evaluation('runs/grounds/policy.onnx', 'b' * 64)
    elsewhere = Episode('two', 'collision', simulation=Simulation(world='training_grounds'))
    store.add_trial(grounds, 1, Trial(elsewhere, Verdict(None, False, 'another world')))
    store.close()
    return address


@pytest.fixture
def url(store: str, tmp_path: Path) -> Iterator[str]:
    server = ServerThread(create_app(Sources(store=store, runs=tmp_path)), '127.0.0.1', 0)
    server.start()
    yield server.url
    server.stop()


def test_official_and_unofficial_trials_are_apart(page: 'Page', url: str) -> None:
    page.goto(url)
    page.get_by_role('link', name='Leaderboard').click()

    expect(page.locator('#official .trial')).to_have_count(2)
    expect(page.locator('#unofficial .trial')).to_have_count(2)
    expect(page.locator('#board-text')).to_contain_text('1 with official trials, 2 with unofficial')


def test_a_world_that_is_not_chosen_vanishes(page: 'Page', url: str) -> None:
    page.goto(f'{url}leaderboard')
    elsewhere = page.locator('#unofficial tbody', has_text='grounds/policy.onnx')
    expect(elsewhere).to_have_count(1)
    page.get_by_label('World').select_option('mars')

    expect(elsewhere).to_have_count(0)
    expect(page.locator('#unofficial .trial')).to_have_count(1)
    csv = page.get_by_role('link', name='Download as CSV')
    expect(csv).to_have_attribute('href', f'{url}api/leaderboard.csv?world=mars')
    page.get_by_label('World').select_option('training_grounds')
    expect(elsewhere).to_have_count(1)
    expect(page.locator('#official')).to_be_hidden()
    expect(page.locator('.trial')).to_have_count(1)


def test_a_trial_of_the_leaderboard_has_each_of_its_fields(page: 'Page', url: str) -> None:
    page.goto(f'{url}leaderboard')
    official, about = page.locator('#official .trial'), page.locator('#official .about')

    expect(page.locator('#official thead th')).to_have_text([
        'Trial', 'Outcome', 'Score', 'Mean acceleration [m/s²]', 'Max acceleration [m/s²]',
        'To checkpoint [m]', 'Steps', 'Power left [steps]',
    ])  # fmt: skip
    expect(official.first.locator('td')).to_have_text([
        '1', 'reached', '9754.25', '0.312', '1.847', '0.41', '190', '1810',
    ])  # fmt: skip
    expect(official.nth(1)).to_contain_text('9731.50')
    expect(about.first).to_contain_text('reached at the checkpoint after 190 steps and 44.72 m')
    for name, address in (
        ('replay and video', '/trials/1/1'),
        ('log', '/api/evaluations/1/trials/1/log'),
        ('MCAP', '/api/evaluations/1/trials/1/replay.mcap'),
    ):
        link = about.first.get_by_role('link', name=name)
        expect(link).to_have_attribute('href', address)
    crashed = page.locator('#unofficial .trial', has_text='collision').first
    expect(crashed.locator('td').nth(2)).to_have_text('–')
    expect(page.locator('#unofficial .about').first).to_contain_text('no score: it hit a rock')


def test_the_page_of_a_trial_has_each_of_its_fields(page: 'Page', url: str, tmp_path: Path) -> None:
    (tmp_path / '9731.5.replay').unlink()
    page.goto(f'{url}leaderboard')
    page.locator('#official').get_by_role('link', name='details').click()

    expect(page.locator('#title')).to_have_text('Trial 2 of evaluation 1')
    expect(page.locator('#summary')).to_contain_text('after 203 steps and 44.72 m')
    shown = {
        'outcome': 'reached', 'score': '9731.50', 'official': 'yes',
        'average acceleration': '0.312 m/s²', 'maximum acceleration': '1.847 m/s²',
        'final distance to checkpoint': '0.41 m', 'steps': '203', 'distance travelled': '44.72 m',
        'power left': '1797 steps', 'duration': '57.0 s', 'world': 'mars',
        'seed': str(2**60 + 1), 'note': '–',
    }  # fmt: skip
    expect(page.locator('#fields dt')).to_have_text(list(shown))
    expect(page.locator('#fields dd')).to_have_text(list(shown.values()))
    expect(page.locator('#downloads a')).to_have_text(['Log'])
    expect(page.locator('#map-text')).to_contain_text('No replay was kept of this trial')
    expect(page.get_by_role('button', name='Chase')).to_be_disabled()


def test_a_form_that_is_wrong_says_so_by_the_field(page: 'Page', url: str, tmp_path: Path) -> None:
    page.goto(f'{url}submit')
    page.get_by_role('button', name='Submit').click()
    expect(page.locator('#name-error')).to_have_text('Give a name.')

    wrong = tmp_path / 'wrong.onnx'
    wrong.write_bytes(b'no network')
    page.get_by_label('Name').fill('somebody')
    page.get_by_label('Policy').set_input_files(wrong)
    page.get_by_role('button', name='Submit').click()
    expect(page.locator('#policy-error')).to_contain_text('wrong.onnx')
    assert str(tmp_path) not in page.locator('#policy-error').inner_text()
