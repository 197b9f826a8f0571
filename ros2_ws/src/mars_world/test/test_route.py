import numpy as np
import pytest
from mars_world.route import find_route, route_length
from mars_world.world_check import oddities


def wall(y_low, y_high, x=5.0):
    size = [0.4, y_high - y_low, 1.0]
    return {'kind': 'monolith', 'name': f'wall{int(y_low) + 50}', 'x': x,
            'y': 0.5 * (y_low + y_high), 'size': size}  # fmt: skip


def test_on_free_ground_the_way_is_straight(flat_world):
    assert route_length(find_route(flat_world(), 1.0)) == pytest.approx(10.0, abs=0.05)


def test_a_way_around_a_wall_keeps_its_clearance(flat_world):
    world = flat_world(objects=(wall(-3.0, 3.0),))
    route = find_route(world, 1.0)
    dx = np.maximum(np.abs(route[:, 0] - 5.0) - 0.2, 0.0)
    dy = np.maximum(np.abs(route[:, 1]) - 3.0, 0.0)
    assert np.hypot(dx, dy).min() == pytest.approx(1.0, abs=0.2)
    assert route_length(route) == pytest.approx(2.0 * np.hypot(4.8, 4.0) + 0.4, rel=0.03)


def test_there_is_no_way_through_a_wall_from_rail_to_rail(flat_world):
    world = flat_world(objects=(wall(-25.0, 25.0),))
    assert find_route(world, 0.5) is None
    assert 'no way leads from the start to the goal' in next(oddities(world))


def test_a_gap_is_passed_only_with_the_clearance_it_leaves(flat_world):
    world = flat_world(objects=(wall(-25.0, 5.0), wall(7.0, 25.0)))
    assert find_route(world, 0.8) is not None
    assert find_route(world, 1.2) is None
