"""A rover that trains, over real DDS and on the live page, and what becomes of it at a restart."""

import re

import pytest
import yaml
from rover_interfaces.msg import StepReport
from sensor_msgs.msg import LaserScan

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says what is missing

START_TIMEOUT_S = 120.0  # the first start compiles the physics
STEPS = 'training/step_report'
SETTINGS = {
    'total_timesteps': 10**9,
    'environment': {'n_rovers': 4, 'threads': 1},
    'ppo': {'n_steps': 32, 'batch_size': 64},
    'network': {'hidden_sizes': [16]},
}


class Trainer:
    """A trainer whose run does not end by itself, and that can be started again."""

    def __init__(self, graph, folder) -> None:
        settings = folder / 'settings.yaml'
        settings.write_text(yaml.safe_dump(SETTINGS))
        self._graph = graph
        self._params = {
            'run': 'a', 'runs_dir': folder / 'runs', 'config': settings, 'autostart': True,
        }  # fmt: skip
        self._process = self._start()

    def restart(self) -> None:
        assert self._process.stop() == 0
        self._process = self._start()

    def _start(self):
        return self._graph.start('policy_trainer', 'trainer', self._params)


@pytest.fixture(scope='module')
def trainer(shared_graph, tmp_path_factory):
    return Trainer(shared_graph, tmp_path_factory.mktemp('training'))


def test_whoever_listens_sees_one_rover_of_the_training(shared_graph, trainer) -> None:
    graph = shared_graph
    steps, scans = graph.record(StepReport, STEPS), graph.record(LaserScan, 'training/scan')

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
def test_the_open_live_page_shows_the_rover_of_a_trainer_that_is_restarted(
    shared_graph, trainer, page
) -> None:
    graph = shared_graph
    web = graph.start('rover_web', 'web', {'port': 0})
    graph.wait_until(lambda: 'live view at' in web.output, 'the web server')
    listeners = graph.node.count_subscribers(STEPS)
    page.goto(re.search(r'live view at (\S+)', web.output)[1])
    graph.wait_for_subscriber(STEPS, listeners + 1)

    slow_ms = 1000.0 * START_TIMEOUT_S
    expect(page.locator('#rover-text')).to_contain_text('rovers that train', timeout=slow_ms)
    two_points = re.compile(r'^\S+ \S+')
    expect(page.locator('#map .trail')).to_have_attribute('points', two_points)
    expect(page.locator('#scan')).to_be_visible()
    expect(page.locator('#terms tbody tr').first).to_be_visible()
    expect(page.locator('#events')).to_contain_text('training collision')
    episode = page.locator('#step dd').first
    before = episode.inner_text().split('-')[0]
    trainer.restart()

    expect(episode).not_to_contain_text(before, timeout=slow_ms)
    expect(page.locator('#connection')).to_have_text('connected')
