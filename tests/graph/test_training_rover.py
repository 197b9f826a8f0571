"""A rover that trains, over real DDS and on the live page, and what becomes of it at a restart."""

import re

import httpx
import pytest
import yaml
from rover_interfaces.msg import StepReport
from sensor_msgs.msg import LaserScan

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says what is missing

START_TIMEOUT_S = 120.0  # the first start compiles the physics


@pytest.fixture
def start_trainer(graph, tiny_run, tmp_path):
    """Start the trainer, as often as asked, on a run that does not end by itself."""
    settings = tmp_path / 'settings.yaml'
    endless = tiny_run | {'total_timesteps': 10**9, 'block_updates': 100}
    settings.write_text(yaml.safe_dump(endless))
    params = {'run': 'a', 'runs_dir': tmp_path / 'runs', 'config': settings, 'autostart': True}
    return lambda: graph.start('policy_trainer', 'trainer', params)


def test_whoever_listens_sees_one_rover_of_the_training(graph, start_trainer) -> None:
    steps = graph.record(StepReport, 'training/step_report')
    scans = graph.record(LaserScan, 'training/scan')
    start_trainer()

    scan = scans.wait_for(timeout_s=START_TIMEOUT_S)
    assert (len(scan.ranges), scan.header.frame_id) == (180, 'lidar_link')
    step = steps.wait_for()
    assert sum(term.value for term in step.reward_terms) == pytest.approx(step.reward)
    stamp_s = step.header.stamp.sec + 1e-9 * step.header.stamp.nanosec
    assert stamp_s == pytest.approx(0.3 * step.step)
    ended = steps.wait_for(lambda step: step.terminated)
    assert ended.outcome != 'driving'
    steps.wait_for(lambda step: step.episode_id != ended.episode_id)
    assert not graph.node.count_publishers('step_report')


@pytest.mark.browser
def test_the_live_page_shows_the_rover_that_trains_again_when_the_trainer_is_restarted(
    graph, start_trainer, page
) -> None:
    web = graph.start('rover_web', 'web', {'port': 0})
    trainer = start_trainer()
    graph.wait_until(lambda: 'live view at' in web.output, 'the web server')
    url = re.search(r'live view at (\S+)', web.output)[1]
    graph.wait_until(
        lambda: (httpx.get(f'{url}api/snapshot').json()['training'] or {}).get('timesteps'),
        'steps to be taken',
        START_TIMEOUT_S,
    )
    assert not graph.node.count_subscribers('training/step_report')  # nobody looks yet
    page.goto(url)

    expect(page.locator('#rover-text')).to_contain_text('rovers that train')
    three_points = re.compile(r'^\S+ \S+ \S+')
    expect(page.locator('#map .trail')).to_have_attribute('points', three_points)
    expect(page.locator('#scan')).to_be_visible()
    expect(page.locator('#terms tbody tr').first).to_be_visible()
    expect(page.locator('#events')).to_contain_text('training collision')
    before = page.locator('#step dd').first.inner_text().split('-')[0]
    assert trainer.stop() == 0
    start_trainer()

    expect(page.locator('#step dd').first).not_to_contain_text(
        before, timeout=1000.0 * START_TIMEOUT_S
    )
    expect(page.locator('#connection')).to_have_text('connected')
