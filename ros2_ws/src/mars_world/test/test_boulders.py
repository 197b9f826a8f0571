import numpy as np
import pytest
from mars_world.world import load_world

MARS = load_world('mars')


@pytest.mark.parametrize('boulder', MARS.boulders, ids=lambda boulder: boulder.name)
def test_planes_and_corners_tell_of_the_same_convex_solid(boulder):
    gap = boulder.vertices_map @ boulder.planes[:, :3].T - boulder.planes[:, 3]
    assert gap.max() < 1e-9  # no corner lies outside
    assert np.abs(gap).min(axis=0).max() < 1e-9  # every plane carries corners
    assert (np.abs(gap) < 1e-9).sum(axis=1).min() >= 3  # every corner is where planes meet
    assert np.allclose(np.linalg.norm(boulder.planes[:, :3], axis=1), 1.0)


def test_a_rock_has_exactly_the_size_that_its_file_gives():
    group = next(item for item in MARS.file.objects if item.name == 'big_e')
    boulder = next(item for item in MARS.boulders if item.name == 'big_e_1')
    rock = group.rocks[0]
    size = boulder.vertices_map.max(axis=0) - boulder.vertices_map.min(axis=0)
    # Its yaw of 3.14 turns it almost onto itself.
    assert size == pytest.approx([rock.width, rock.length, rock.height + rock.buried], abs=0.02)


def test_the_ball_around_a_boulder_holds_it():
    for boulder in MARS.boulders:
        away = np.linalg.norm(boulder.vertices_map - boulder.centre_map, axis=1)
        assert away.max() == boulder.radius_m


def test_corners_are_whole_millimetres():
    for boulder in MARS.boulders:
        mm = boulder.vertices_map * 1000.0
        assert np.abs(mm - np.rint(mm)).max() < 1e-6
