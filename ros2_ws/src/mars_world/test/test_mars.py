"""The gold standard is the published layout; section numbers and sources are in the docs."""

import math

import numpy as np
import pytest
from mars_world.obstacles import rock_heights, slope
from mars_world.route import find_route, route_length
from mars_world.terrain import build_terrain
from mars_world.world import load_world
from mars_world.world_check import height_above_ground, oddities

WORLD = load_world('mars')
FILE = WORLD.file
START, GOAL, RAILS = FILE.start, FILE.checkpoint, FILE.rails
X, Y = np.meshgrid(
    np.arange(RAILS.x_min, RAILS.x_max, 0.1), np.arange(RAILS.y_min, RAILS.y_max, 0.1)
)
CRATER = FILE.terrain.craters[0]


def boulders_of(prefix):
    return [boulder for boulder in WORLD.boulders if boulder.name.startswith(prefix)]


def soil():
    """Return the ground without mounds and crater."""
    bare = FILE.terrain.model_copy(update={'mounds': (), 'craters': (), 'roughness': 0.0})
    return build_terrain(FILE.model_copy(update={'terrain': bare}))


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
    rocks = boulders_of(name)
    assert len(rocks) == 5
    for rock in rocks:
        size = rock.vertices_map.max(axis=0) - rock.vertices_map.min(axis=0)
        assert 0.45 <= size[:2].min() <= size[:2].max() <= 1.55  # 0.5 to 1.3 m, turned
        assert 0.25 <= height_above_ground(WORLD, rock) <= 1.05
        away = np.abs(rock.vertices_map[:, :2] - place).max(axis=0)
        assert away[0] <= 4.7 / 2 + 0.1
        assert away[1] <= 8.1 / 2 + 0.1
    for k, one in enumerate(rocks):
        for other in rocks[:k]:
            assert np.linalg.norm(one.centre_map - other.centre_map) > 1.3


@pytest.mark.parametrize(
    ('name', 'place'), [('jagged_a', (5, 7)), ('jagged_b', (-9, 1)), ('jagged_c', (-33.5, -5))]
)
def test_a_jagged_rock_is_two_tall_boulders(name, place):
    rocks = boulders_of(name)
    assert len(rocks) == 2
    corners = np.concatenate([rock.vertices_map for rock in rocks])
    size = corners.max(axis=0) - corners.min(axis=0)
    assert np.allclose(size[:2], (2.8, 3.0), atol=0.6)
    assert all(1.1 <= height_above_ground(WORLD, rock) <= 1.6 for rock in rocks)
    assert np.linalg.norm(corners[:, :2].mean(axis=0) - place) < 0.6


@pytest.mark.parametrize(
    ('name', 'place'),
    [
        ('big_a', (-4.8, 19.6)), ('big_b', (1.8, 23.6)), ('big_c', (-39.8, -19.7)),
        ('big_d', (-38.0, 6.5)), ('big_e', (-8.1, -8.2)),
    ],
)  # fmt: skip
def test_a_big_rock_has_its_published_size_and_place(name, place):
    group = next(item for item in FILE.objects if item.name == name)
    (rock,) = group.rocks
    assert (rock.width, rock.length, rock.height + rock.buried) == pytest.approx((10.7, 8.4, 4.5))
    (boulder,) = boulders_of(name)
    assert np.linalg.norm(boulder.centre_map[:2] - place) < 1.0


def test_the_rock_at_the_southern_rail_is_mostly_buried():
    (boulder,) = boulders_of('big_e')
    assert height_above_ground(WORLD, boulder) < 0.25 * 4.5


def test_the_crater_is_16_m_wide_with_the_checkpoint_before_its_rim():
    assert (CRATER.x, CRATER.y) == (-48.4, 1.7)
    assert 2.0 * CRATER.reach == 16.0
    turn = np.linspace(0.0, 2.0 * math.pi, 400)
    radius = np.linspace(4.0, 7.0, 60)[:, None]
    x, y = CRATER.x + radius * np.cos(turn), CRATER.y + radius * np.sin(turn)
    rim = (WORLD.terrain.height_at(x, y) - soil().height_at(x, y)).max(axis=0)
    assert rim.max() == pytest.approx(1.36, abs=0.1)
    assert rim.min() > 0.15
    to_goal = math.hypot(GOAL.x - CRATER.x, GOAL.y - CRATER.y)
    assert CRATER.radius < to_goal < CRATER.reach


def test_soil_lies_between_its_published_heights():
    z = soil().height_at(X, Y)
    assert z.min() == pytest.approx(-0.84, abs=0.005)
    assert z.max() == pytest.approx(-0.21, abs=0.005)


@pytest.mark.parametrize('x_range', [(-22.5, -19.5), (-30.5, -27.5)])
def test_mounds_of_up_to_half_a_metre_lie_at_their_places(x_range):
    above = WORLD.terrain.height_at(X, Y) - soil().height_at(X, Y)
    here = above[(x_range[0] < X) & (x_range[1] > X)]
    assert 0.2 < here.max() < 0.55


def test_about_7_percent_of_the_corridor_stands_out_of_the_soil():
    above = WORLD.terrain.height_at(X, Y) + rock_heights(WORLD, X, Y) - soil().height_at(X, Y)
    outside_crater = np.hypot(X - CRATER.x, Y - CRATER.y) > CRATER.reach
    assert np.mean((above > 0.1) & outside_crater) == pytest.approx(0.072, abs=0.008)


def test_the_straight_line_is_blocked_for_1_2_metres_by_one_rock():
    part = np.linspace(0.0, 1.0, 8854)
    x, y = START.x + part * (GOAL.x - START.x), START.y + part * (GOAL.y - START.y)
    blocked = rock_heights(WORLD, x, y) > 0.0
    assert blocked.sum() * 44.27 / len(part) == pytest.approx(1.2, abs=0.1)
    assert -9.4 < x[blocked].min() < x[blocked].max() < -7.9


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
