"""Worlds seen from above."""

import io

import numpy as np
import pytest
from mars_world.boulders import Boulder
from mars_world.height_field import HeightField
from mars_world.world import load_world, world_names
from PIL import Image
from rover_web.outline import SAMPLE_M, outline_above_ground
from rover_web.relief import MAX_PIXELS, draw_relief
from rover_web.world_map import view_world
from scipy.spatial import ConvexHull


def _ground(z_m: float) -> HeightField:
    return HeightField(-10.0, -10.0, 1.0, np.full((21, 21), z_m, np.float32))


def _pyramid() -> Boulder:
    """Base 4 m x 4 m at z 0, tip at z 2."""
    corners = np.array([[-2, -2, 0], [2, -2, 0], [2, 2, 0], [-2, 2, 0], [0, 0, 2]], float)
    planes = np.unique(ConvexHull(corners).equations.round(12), axis=0)
    planes[:, 3] *= -1.0
    return Boulder('pyramid', corners, planes)


def test_the_outline_of_a_boulder_on_the_ground_is_its_base() -> None:
    """To the width of a sample."""
    outline = outline_above_ground(_pyramid(), _ground(0.0))

    assert outline is not None
    assert np.ptp(outline, axis=0) == pytest.approx([4.0, 4.0], abs=2.0 * SAMPLE_M + 1e-9)


def test_a_half_buried_boulder_covers_less() -> None:
    """At half its height the pyramid is half as wide."""
    outline = outline_above_ground(_pyramid(), _ground(1.0))

    assert outline is not None
    assert np.ptp(outline, axis=0) == pytest.approx([2.0, 2.0], abs=2.0 * SAMPLE_M + 1e-9)


def test_a_buried_boulder_has_no_outline() -> None:
    """Nobody can run into it."""
    assert outline_above_ground(_pyramid(), _ground(2.5)) is None


def test_hills_are_bright_towards_the_upper_left() -> None:
    """As on printed maps, so that they are not taken for hollows."""
    x, y = np.meshgrid(np.linspace(-1.0, 1.0, 41), np.linspace(-1.0, 1.0, 41))
    hill = HeightField(-20.0, -20.0, 1.0, (5.0 * np.exp(-4.0 * (x**2 + y**2))).astype(np.float32))

    pixels = np.asarray(Image.open(io.BytesIO(draw_relief(hill).png)))

    assert pixels[13, 13] > pixels[20, 20] > pixels[27, 27]


def test_a_large_ground_is_thinned_and_still_covered() -> None:
    """The picture stays small; its extent is that of the ground to a pixel."""
    ground = HeightField(0.0, 0.0, 0.1, np.zeros((30, 3 * MAX_PIXELS), np.float32))

    relief = draw_relief(ground)

    assert Image.open(io.BytesIO(relief.png)).width <= MAX_PIXELS
    assert (relief.extent.x_min, relief.extent.x_max) == pytest.approx((0.0, 307.1), abs=0.2)


@pytest.mark.parametrize('name', world_names())
def test_every_world_can_be_drawn(name: str) -> None:
    """With each of its boulders, in less than 200 kB."""
    world = load_world(name)

    view = view_world(world)

    assert len(view.map.boulders) == len(world.boulders)
    assert len(view.relief_png) + len(view.map.model_dump_json()) < 200_000
