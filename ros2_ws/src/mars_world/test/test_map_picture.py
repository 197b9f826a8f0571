"""A map shows what is in the world where it is, in its own colour."""

import math

import numpy as np
import pytest
from mars_world.map_picture import INK, RAIL, draw_map
from mars_world.obstacles import rock_heights
from mars_world.world import load_world
from matplotlib.colors import rgb_to_hsv, to_rgb
from PIL import Image

WORLDS = ('mars', 'training_grounds', 'mars-random:7')


class MapPicture:
    """A picture that is asked by places in map; its scale is that of the rails drawn in it."""

    def __init__(self, world, png):
        draw_map(world, png)
        self.rgb = np.asarray(Image.open(png).convert('RGB')) / 255.0
        drawn = np.abs(self.rgb - to_rgb(RAIL)).max(axis=2) < 0.1
        top, bottom = _lines(drawn.sum(axis=1))
        left, right = _lines(drawn.sum(axis=0))
        rails = world.file.rails
        self._right_px = (right - left) / (rails.x_max - rails.x_min)
        self._down_px = (bottom - top) / (rails.y_max - rails.y_min)
        self._column = left - self._right_px * rails.x_min
        self._row = top + self._down_px * rails.y_max
        assert self._right_px == pytest.approx(self._down_px, rel=0.02)

    def at(self, x, y):
        """Return the colours (k, 3), 0 to 1, at places (k,)."""
        columns = np.rint(self._column + self._right_px * np.asarray(x)).astype(int)
        rows = np.rint(self._row - self._down_px * np.asarray(y)).astype(int)
        return self.rgb[rows, columns]


def _lines(counts):
    """First and last row or column that a whole side of the rails fills, in pixels."""
    full = np.flatnonzero(counts > 0.7 * counts.max())
    outer = full[[0, -1]]
    near = np.abs(full[:, None] - outer) < 8  # a line is a few pixels wide
    return [full[near[:, side]].mean() for side in (0, 1)]


def looks_like(colours, name):
    return np.abs(colours - to_rgb(name)).max(axis=-1) < 0.15


def grey(colours):
    return rgb_to_hsv(colours)[:, 1] < 0.3


@pytest.fixture(scope='module', params=WORLDS)
def drawn(request, tmp_path_factory):
    world = load_world(request.param)
    return world, MapPicture(world, tmp_path_factory.mktemp('map') / 'map.png')


def test_all_four_rails_are_drawn(drawn):
    world, picture = drawn
    rails = world.file.rails
    x = np.linspace(rails.x_min, rails.x_max, 50)[1:-1]
    y = np.linspace(rails.y_min, rails.y_max, 50)[1:-1]
    for side in (rails.y_min, rails.y_max):
        assert looks_like(picture.at(x, np.full_like(x, side)), RAIL).mean() > 0.9
    for side in (rails.x_min, rails.x_max):
        assert looks_like(picture.at(np.full_like(y, side), y), RAIL).mean() > 0.9


def test_the_goal_is_green_and_the_ground_before_it_is_not(drawn):
    world, picture = drawn
    goal = world.file.goal
    (inside, before) = picture.at([goal.x + 0.2, goal.x - 1.2], [goal.y + 0.2, goal.y - 1.2])
    assert inside.argmax() == 1
    assert before.argmax() == 0


def test_an_arrow_points_from_the_start_to_where_the_rover_faces(drawn):
    world, picture = drawn
    start = world.file.start
    ahead = np.array([1.0, -1.5])
    colours = picture.at(
        start.x + ahead * math.cos(start.yaw), start.y + ahead * math.sin(start.yaw)
    )
    assert looks_like(colours, INK).tolist() == [True, False]


def test_every_rock_is_grey_at_its_place_and_soil_is_not(drawn):
    world, picture = drawn
    places = np.array([boulder.centre_map for boulder in world.boulders])
    assert grey(picture.at(places[:, 0], places[:, 1])).all()
    rails = world.file.rails
    x, y = np.meshgrid(
        np.linspace(rails.x_min + 1.0, rails.x_max - 1.0, 90),
        np.linspace(rails.y_min + 1.0, rails.y_max - 1.0, 40),
    )
    free = rock_heights(world, x, y) == 0.0
    assert grey(picture.at(x[free], y[free])).mean() < 0.01
