import numpy as np
import pytest
from mars_world.camera_noise import measured_depth, noisy_colours
from rover_description import load_rover

CAMERA = load_rover().sensors.camera
DEPTH = load_rover().sensors.depth_camera


def grey(level):
    return np.full((CAMERA.height_px, CAMERA.width_px, 3), level, np.uint8)


def test_colours_scatter_by_the_share_of_full_scale():
    error = noisy_colours(grey(128), 0.02, np.random.default_rng(1)).astype(float) - 128.0
    assert error.std() == pytest.approx(0.02 * 255.0, rel=0.02)
    assert error.mean() == pytest.approx(0.0, abs=0.05)


def test_noise_neither_wraps_around_nor_brightens_the_brightest():
    noisy = noisy_colours(grey(255), 0.02, np.random.default_rng(1))
    assert noisy.min() > 200
    assert noisy.max() == 255


def test_the_same_seed_gives_the_same_pictures():
    depth = np.full((4, 5), 1.0, np.float32)
    for picture in (
        lambda seed: noisy_colours(grey(90), CAMERA.noise, np.random.default_rng(seed)),
        lambda seed: measured_depth(depth, DEPTH, DEPTH.noise_m, np.random.default_rng(seed)),
    ):
        assert picture(3).tobytes() == picture(3).tobytes() != picture(4).tobytes()


def test_without_noise_the_picture_is_the_ideal_one():
    rng = np.random.default_rng(1)
    assert np.array_equal(noisy_colours(grey(90), 0.0, rng), grey(90))
    ideal = np.array([[0.05, 1.25], [2.0, 3.0]], np.float32)
    assert np.array_equal(measured_depth(ideal, DEPTH, 0.0, rng), ideal)


def test_depth_scatters_by_metres():
    ideal = np.full((200, 300), 1.5, np.float32)
    error = measured_depth(ideal, DEPTH, 0.01, np.random.default_rng(1)) - ideal
    assert error.std() == pytest.approx(0.01, rel=0.02)


def test_what_is_out_of_range_is_infinite_on_its_side():
    ideal = np.array([[0.04, 1.0, 3.1, 80.0]], np.float32)
    measured = measured_depth(ideal, DEPTH, 0.0, np.random.default_rng(1))
    assert measured.dtype == np.float32
    assert measured.tolist() == [[-np.inf, 1.0, np.inf, np.inf]]
