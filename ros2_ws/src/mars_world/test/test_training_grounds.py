import math

import numpy as np
import pytest
from mars_world.route import find_route
from mars_world.world import load_world
from mars_world.world_check import oddities

WORLD = load_world('training_grounds')
UPRIGHT = [
    (0.6, 0), (-4, 6), (3, -3), (7, 1), (-7, -4), (5, -1), (-3, 0), (2, 5), (0.5, -4), (-7, -3),
    (3, -8), (6, -7),
]  # fmt: skip


def test_it_is_flat_with_gravity_of_the_earth():
    assert np.ptp(WORLD.terrain.z_m) == 0.0
    assert WORLD.file.gravity == 9.81


def test_twelve_monoliths_stand_and_one_lies():
    assert [tuple(b.centre_map[:2]) for b in WORLD.boulders] == [*UPRIGHT, (8, -1)]
    sizes = [np.ptp(b.vertices_map, axis=0) for b in WORLD.boulders]
    assert np.allclose(sizes[:-1], (0.5, 0.5, 2.0))
    assert np.allclose(sizes[-1], (2.0, 0.5, 0.5))
    assert all(b.vertices_map[:, 2].min() == 0.0 for b in WORLD.boulders)


def test_start_finish_limits_and_steps_are_those_of_the_challenge():
    file = WORLD.file
    assert (file.start.x, file.start.y, file.start.yaw) == (-8.5, -8.5, -1.55)
    assert file.goal is file.finish
    assert (file.goal.x, file.goal.y) == (8.5, 8.5)
    assert math.dist((file.start.x, file.start.y), (8.5, 8.5)) == pytest.approx(24.0, abs=0.1)
    assert (file.rails.x_min, file.rails.x_max, file.rails.margin) == (-10.0, 10.0, 0.45)
    assert file.power_supply == 500


def test_a_way_leads_to_the_finish():
    assert find_route(WORLD, 1.0) is not None


def test_only_the_lying_monolith_is_hidden_from_the_lidar():
    (sentence,) = oddities(WORLD)
    assert sentence.startswith('monolith_13 reaches into the rails and is 0.50 m high')
