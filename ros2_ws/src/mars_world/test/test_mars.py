"""The gold standard is the published layout, measured in ground and meshes as they are built.

docs/reference/mars.md has the layout, and where the world differs from it.
"""

import math
from typing import NamedTuple

import numpy as np
import pytest
from mars_world.obstacles import rock_heights, slope
from mars_world.route import find_route, route_length
from mars_world.terrain import build_terrain
from mars_world.world import load_world
from mars_world.world_check import oddities

WORLD = load_world('mars')
FILE = WORLD.file
START, GOAL, RAILS = FILE.start, FILE.checkpoint, FILE.rails
X, Y = np.meshgrid(
    np.arange(RAILS.x_min, RAILS.x_max, 0.1), np.arange(RAILS.y_min, RAILS.y_max, 0.1)
)
CRATER = FILE.terrain.craters[0]
MILLIMETRE_M = 0.0011  # vertices are rounded to one


class Measured(NamedTuple):
    """A built boulder: metres, place in map, size along the axes that its yaw turned."""

    vertices_map: np.ndarray
    place: np.ndarray
    size: np.ndarray
    above_ground: float


def measured(name):
    """Measure every boulder of a group of the file."""
    (group,) = (item for item in FILE.objects if item.name == name)
    rocks = []
    for number, rock in enumerate(group.rocks, start=1):
        (boulder,) = (item for item in WORLD.boulders if item.name == f'{name}_{number}')
        cos, sin = math.cos(rock.yaw), math.sin(rock.yaw)
        own_from_map = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
        own = boulder.vertices_map @ own_from_map.T
        low, high = own.min(axis=0), own.max(axis=0)
        place = (0.5 * (low + high) @ own_from_map)[:2]
        above_ground = high[2] - WORLD.terrain.height_at(*place)
        rocks.append(Measured(boulder.vertices_map, place, high - low, float(above_ground)))
    return rocks


def gap(one, other):
    """How far apart two convex boulders are at least, seen from above [m]; below 0: unknown."""
    turn = np.linspace(0.0, 2.0 * math.pi, 361)
    along = np.stack([np.cos(turn), np.sin(turn)])
    far, near = one.vertices_map[:, :2] @ along, other.vertices_map[:, :2] @ along
    return (near.min(axis=0) - far.max(axis=0)).max()


def ground(**changes):
    """Return the ground of mars with some fields of its terrain changed."""
    terrain = FILE.terrain.model_copy(update=changes)
    return build_terrain(FILE.model_copy(update={'terrain': terrain}))


def soil():
    """Return the ground without mounds, crater and roughness."""
    return ground(mounds=(), craters=(), roughness=0.0)


def test_gravity_sky_and_power_supply_are_those_of_the_challenge():
    assert FILE.gravity == 3.711
    assert FILE.sky == (202, 150, 66)
    assert FILE.power_supply == 2000


def test_start_rails_checkpoint_and_waypoints_are_the_published_ones():
    assert (START.x, START.y) == (-0.1705, 0.1143)
    assert math.cos(START.yaw) == pytest.approx(-1.0)
    assert (RAILS.x_min, RAILS.x_max, RAILS.y_min, RAILS.y_max) == (-46.0, 1.0, -6.0, 4.0)
    assert RAILS.margin == 0.45
    assert (GOAL.x, GOAL.y, GOAL.radius) == (-44.25, -4.0, 0.5)
    assert FILE.waypoints == ((-10.0, -4.0), (-17.0, 3.0), (-34.0, 3.0))
    assert math.hypot(START.x - GOAL.x, START.y - GOAL.y) == pytest.approx(44.27, abs=0.01)


def test_the_rover_starts_with_its_nose_slightly_up():
    behind, ahead = WORLD.terrain.height_at([START.x + 0.285, START.x - 0.285], START.y)
    assert 1.0 < math.degrees(math.atan2(ahead - behind, 0.57)) < 5.0


def test_there_are_41_boulders_and_a_crater():
    assert len(WORLD.boulders) == 41
    assert len(FILE.terrain.craters) == 1


@pytest.mark.parametrize(
    ('name', 'place'),
    [
        ('rocks_a', (1, -9)), ('rocks_b', (-1, 4)), ('rocks_c', (10.4, 4.1)),
        ('rocks_d', (-18.8, -9.7)), ('rocks_e', (-29.2, -2.8)), ('rocks_f', (-17.4, 2.3)),
    ],
)  # fmt: skip
def test_a_rock_group_is_five_separate_boulders_within_its_area(name, place):
    rocks = measured(name)
    assert len(rocks) == 5
    for rock in rocks:
        assert rock.size[:2].min() >= 0.5 - MILLIMETRE_M
        assert rock.size[:2].max() <= 1.3 + MILLIMETRE_M
        assert 0.3 - MILLIMETRE_M <= rock.above_ground <= 1.0 + MILLIMETRE_M
        away = np.abs(rock.vertices_map[:, :2] - place).max(axis=0)
        assert away[0] <= 4.7 / 2
        assert away[1] <= 8.1 / 2
    for k, one in enumerate(rocks):
        for other in rocks[:k]:
            assert gap(one, other) > 0.5


@pytest.mark.parametrize(
    ('name', 'place'), [('jagged_a', (5, 7)), ('jagged_b', (-9, 1)), ('jagged_c', (-33.5, -5))]
)
def test_a_jagged_rock_is_two_tall_boulders(name, place):
    rocks = measured(name)
    assert len(rocks) == 2
    assert all(1.2 - MILLIMETRE_M <= rock.above_ground <= 1.5 + MILLIMETRE_M for rock in rocks)
    corners = np.concatenate([rock.vertices_map for rock in rocks])
    low, high = corners.min(axis=0), corners.max(axis=0)
    # One of the three has its longer side along x.
    assert np.sort((high - low)[:2]) == pytest.approx([2.8, 3.0], abs=0.25)
    assert (high - low)[2] == pytest.approx(1.6, abs=0.27)
    assert 0.5 * (low + high)[:2] == pytest.approx(place, abs=0.33)


@pytest.mark.parametrize(
    ('name', 'place'),
    [
        ('big_a', (-4.8, 19.6)), ('big_b', (1.8, 23.6)), ('big_c', (-39.8, -19.7)),
        ('big_d', (-38.0, 6.5)), ('big_e', (-8.1, -8.2)),
    ],
)  # fmt: skip
def test_a_big_rock_has_its_published_size_and_place(name, place):
    (rock,) = measured(name)
    assert rock.size == pytest.approx([10.7, 8.4, 4.5], abs=MILLIMETRE_M)
    assert rock.place == pytest.approx(place, abs=MILLIMETRE_M)


def test_the_rock_at_the_southern_rail_is_mostly_buried():
    (rock,) = measured('big_e')
    assert rock.above_ground < 0.25 * rock.size[2]


def test_the_crater_is_16_m_wide_about_its_centre():
    x, y = np.meshgrid(np.arange(-60.0, -37.0, 0.1), np.arange(-10.0, 13.0, 0.1))
    flat = CRATER.model_copy(update={'depth': 0.0, 'rim_high': 0.0, 'rim_low': 0.0})
    dug = WORLD.terrain.height_at(x, y) - ground(craters=(flat,)).height_at(x, y)
    changed = np.abs(dug) > 0.005
    assert 2.0 * math.sqrt(changed.sum() * 0.1**2 / math.pi) == pytest.approx(16.0, abs=0.2)
    assert (x[changed].mean(), y[changed].mean()) == pytest.approx((-48.4, 1.7), abs=0.2)


def test_the_rim_is_up_to_1_36_m_high_and_the_checkpoint_lies_before_it():
    turn = np.linspace(0.0, 2.0 * math.pi, 400)
    radius = np.linspace(4.0, 7.0, 60)[:, None]
    x, y = CRATER.x + radius * np.cos(turn), CRATER.y + radius * np.sin(turn)
    rim = (WORLD.terrain.height_at(x, y) - soil().height_at(x, y)).max(axis=0)
    assert rim.max() == pytest.approx(1.36, abs=0.02)
    assert rim.min() > 0.15
    to_goal = math.hypot(GOAL.x - CRATER.x, GOAL.y - CRATER.y)
    assert CRATER.radius < to_goal < CRATER.reach


def test_soil_lies_between_its_published_heights():
    z = soil().height_at(X, Y)
    assert z.min() == pytest.approx(-0.84, abs=0.005)
    assert z.max() == pytest.approx(-0.21, abs=0.005)


@pytest.mark.parametrize(('x_range', 'height'), [((-22.0, -20.0), 0.5), ((-30.0, -28.0), 0.28)])
def test_mounds_of_up_to_half_a_metre_lie_at_their_places(x_range, height):
    above = WORLD.terrain.height_at(X, Y) - soil().height_at(X, Y)
    here = above[(x_range[0] < X) & (x_range[1] > X)]
    assert here.max() == pytest.approx(height, abs=0.01)


def test_about_7_percent_of_the_corridor_stands_out_of_the_soil():
    above = WORLD.terrain.height_at(X, Y) + rock_heights(WORLD, X, Y) - soil().height_at(X, Y)
    outside_crater = np.hypot(X - CRATER.x, Y - CRATER.y) > CRATER.reach
    assert np.mean((above > 0.1) & outside_crater) == pytest.approx(0.072, abs=0.005)


def test_the_straight_line_is_blocked_for_1_2_metres_by_one_rock():
    part = np.linspace(0.0, 1.0, 8854)
    x, y = START.x + part * (GOAL.x - START.x), START.y + part * (GOAL.y - START.y)
    blocked = rock_heights(WORLD, x, y) > 0.0
    assert blocked.sum() * 44.27 / len(part) == pytest.approx(1.2, abs=0.03)
    assert -9.3 < x[blocked].min() < x[blocked].max() < -8.0


def test_a_way_with_wide_clearance_leads_to_the_checkpoint():
    route = find_route(WORLD, 1.2)
    assert route is not None
    assert np.allclose(route[-1], (GOAL.x, GOAL.y), atol=0.1)
    assert 44.27 <= route_length(route) < 46.0


@pytest.mark.parametrize('place', [*FILE.waypoints, (START.x, START.y), (GOAL.x, GOAL.y)])
def test_start_waypoints_and_checkpoint_are_free_of_rocks(place):
    turn = np.linspace(0.0, 2.0 * math.pi, 60)
    for radius in (0.0, 0.4, 0.8, 1.2):
        around = place[0] + radius * np.cos(turn), place[1] + radius * np.sin(turn)
        assert rock_heights(WORLD, *around).max() == 0.0


def test_slopes_outside_the_crater_can_be_driven():
    outside_crater = np.hypot(X - CRATER.x, Y - CRATER.y) > CRATER.reach
    steep = np.degrees(slope(WORLD.terrain, X, Y))[outside_crater]
    assert np.percentile(steep, 99.5) < 18.0
    assert steep.max() < 20.0


def test_nothing_in_it_is_hidden_from_the_lidar():
    assert list(oddities(WORLD)) == []
