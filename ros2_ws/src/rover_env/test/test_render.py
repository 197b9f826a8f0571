import gymnasium as gym
import numpy as np
import pytest
from gymnasium.error import ResetNeeded
from mars_world.camera import CameraError
from rover_env.env import RoverEnv

pytestmark = pytest.mark.pictures

STRAIGHT = 2


def deck_pixels(colours):
    """Where the picture is blue, as nothing but the solar deck is."""
    rows, _ = np.nonzero(colours[:, :, 2] > 1.5 * colours[:, :, 0].astype(float))
    return len(rows)


@pytest.mark.parametrize('model', ['full', 'fast'])
def test_the_picture_follows_the_rover(yard, model):
    env = RoverEnv(yard(power_supply=100), model=model, render_mode='rgb_array')
    env.reset(seed=0)
    before = env.render()
    assert (before.shape, before.dtype) == ((320, 480, 3), np.uint8)
    for _ in range(4):
        env.step(STRAIGHT)
    after = env.render()
    assert min(deck_pixels(before), deck_pixels(after)) > 500
    assert np.abs(before.astype(int) - after).mean() > 1.0


def test_a_new_world_gets_new_pictures():
    env = gym.make('MarsRandom-v1', model='fast', render_mode='rgb_array')
    seen = []
    for seed in (1, 2):
        env.reset(seed=seed)
        seen.append(env.render())
    assert not np.array_equal(*seen)


def test_without_opengl_the_missing_library_is_named(yard, monkeypatch):
    env = RoverEnv(yard(), model='fast', render_mode='rgb_array')
    env.reset(seed=0)
    monkeypatch.setattr('ctypes.util.find_library', lambda name: None)
    with pytest.raises(CameraError, match='no libEGL and libOSMesa.*apt-get install'):
        env.render()


def test_before_the_first_episode_there_is_nothing_to_show(yard):
    with pytest.raises(ResetNeeded, match='call reset'):
        RoverEnv(yard(), model='fast', render_mode='rgb_array').render()


def test_without_a_render_mode_there_is_no_picture_but_a_hint(yard):
    env = RoverEnv(yard(), model='fast')
    env.reset(seed=0)
    with pytest.warns(UserWarning, match="render_mode='rgb_array'"):
        assert env.render() is None


def test_an_unknown_render_mode_is_refused(yard):
    with pytest.raises(ValueError, match="render_mode is 'ansi'; needs human, rgb_array or None"):
        RoverEnv(yard(), render_mode='ansi')
