import numpy as np
import pytest
from mars_world.portrait import View, take_picture
from mars_world.world import load_world
from PIL import Image

pytestmark = pytest.mark.pictures


@pytest.fixture
def portrait(tmp_path):
    """Return a maker of pictures (h, w, 3)."""

    def take(**options):
        png = tmp_path / 'rover.png'
        take_picture(load_world('training_grounds'), png, view=View(), **options)
        return np.asarray(Image.open(png).convert('RGB'), int), png.stat().st_size

    return take


def test_a_portrait_shows_the_rover_in_its_middle(portrait):
    picture, n_bytes = portrait()
    assert picture.shape == (540, 960, 3)
    assert n_bytes < 250_000
    deck = (picture[:, :, 2] > 1.5 * picture[:, :, 0]) & (picture[:, :, 0] < 80)
    rows, columns = np.nonzero(deck)
    assert len(rows) > 500
    assert columns.mean() == pytest.approx(480, abs=60)


def test_a_rover_that_drove_sees_another_place(portrait):
    at_rest, _ = portrait(pose_map=(-8.5, -8.5, 0.8))
    later, _ = portrait(pose_map=(-8.5, -8.5, 0.8), drive_s=3.0)
    assert np.abs(at_rest - later).mean() > 1.0
