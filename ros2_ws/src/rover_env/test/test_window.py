"""The window of render_mode human, on a screen that only this test sees."""

import shutil
import subprocess
import warnings
from time import monotonic

import gymnasium as gym
import pytest
import rover_env  # noqa: F401 - registers the environments
from gymnasium.utils.env_checker import check_env
from rover_env.env import RoverEnv
from rover_env.window import WindowError

pytestmark = [pytest.mark.display, pytest.mark.pictures]

STRAIGHT = 2


@pytest.fixture(scope='module')
def screen():
    """The name of a display without a screen."""
    assert shutil.which('Xvfb'), 'needs Xvfb: sudo apt-get install xvfb'
    command = ['Xvfb', '-displayfd', '1', '-screen', '0', '800x600x24']
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        yield f':{server.stdout.readline().strip()}'
        server.terminate()


@pytest.fixture
def env(yard, screen, monkeypatch):
    monkeypatch.setenv('DISPLAY', screen)
    env = RoverEnv(yard(power_supply=100), model='fast', render_mode='human')
    env.reset(seed=0)
    yield env
    env.close()


def test_every_step_is_shown_at_most_in_real_time(env):
    begin = monotonic()
    for _ in range(3):
        env.step(STRAIGHT)
    assert monotonic() - begin > 0.6
    assert env.render() is None
    window = env._window
    assert (window._picture.width(), window._picture.height()) == (480, 320)


def test_a_window_that_was_closed_stays_closed_and_the_episode_goes_on(env):
    env._window.close()
    begin = monotonic()
    assert env.step(STRAIGHT)[4]['outcome'] == 'driving'
    assert monotonic() - begin < 0.3
    env.close()


def test_gymnasium_accepts_both_ways_to_render(screen, monkeypatch):
    monkeypatch.setenv('DISPLAY', screen)
    env = gym.make('TrainingGrounds-v1', model='fast', render_mode='rgb_array')
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        check_env(env.unwrapped)


def test_without_a_display_it_says_what_to_do(yard, monkeypatch):
    monkeypatch.delenv('DISPLAY', raising=False)
    env = RoverEnv(yard(), model='fast', render_mode='human')
    with pytest.raises(WindowError, match="no window can be opened: .*render_mode='rgb_array'"):
        env.reset(seed=0)
