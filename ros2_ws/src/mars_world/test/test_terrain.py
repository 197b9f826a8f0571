import numpy as np
import pytest
from mars_world.height_field import HeightField
from mars_world.terrain import build_terrain
from mars_world.world import load_world

FIELD = HeightField(10.0, 20.0, 0.5, np.array([[0.0, 1.0], [2.0, 5.0]], np.float32))


def with_seed(seed):
    return build_terrain(load_world('mars').file.model_copy(update={'seed': seed}))


def test_a_seed_always_makes_the_same_ground():
    assert np.array_equal(with_seed(7).z_m, with_seed(7).z_m)


def test_another_seed_makes_other_ground():
    assert not np.array_equal(with_seed(7).z_m, with_seed(8).z_m)


def test_heights_are_whole_millimetres():
    z_mm = load_world('mars').terrain.z_m.astype(np.float64) * 1000.0
    assert np.abs(z_mm - np.rint(z_mm)).max() < 1e-3


@pytest.mark.parametrize(
    ('x', 'y', 'z'),
    [
        (10.0, 20.0, 0.0),
        (10.5, 20.0, 1.0),
        (10.0, 20.5, 2.0),
        (10.5, 20.5, 5.0),
        (10.25, 20.25, 2.5),  # the diagonal joins the low and the high corner
        (10.375, 20.125, 1.75),
        (0.0, 0.0, 0.0),  # beyond the border the nearest border point counts
    ],
)
def test_the_height_is_that_of_the_triangle(x, y, z):
    assert FIELD.height_at(x, y) == pytest.approx(z)


def test_the_normal_is_upright_on_its_triangle():
    slope_x, slope_y = 2.0, 8.0  # of the lower triangle: 1 m and 4 m over half a metre
    along_x, along_y = np.array([1.0, 0.0, slope_x]), np.array([0.0, 1.0, slope_y])
    normal = FIELD.normal_at(10.4, 20.1)
    assert normal @ along_x == pytest.approx(0.0)
    assert normal @ along_y == pytest.approx(0.0)
    assert np.linalg.norm(normal) == pytest.approx(1.0)


def test_the_ground_reaches_five_metres_beyond_every_object():
    world = load_world('mars')
    corners = np.concatenate([boulder.vertices_map for boulder in world.boulders])
    field = world.terrain
    assert field.x_min <= corners[:, 0].min() - 5.0
    assert field.x_max >= corners[:, 0].max() + 5.0
    assert field.y_min <= corners[:, 1].min() - 5.0
    assert field.y_max >= corners[:, 1].max() + 5.0
