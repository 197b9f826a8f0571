import numpy as np
import pytest
from mars_world.camera import CameraError, Photographer
from mars_world.scene import CAMERA, DEPTH_CAMERA, build_scene, vertical_field_deg
from rover_description import load_rover

pytestmark = pytest.mark.pictures

STANDING = np.concatenate([[0.0, 0.0, 0.39, 1.0, 0.0, 0.0, 0.0], np.zeros(14)])


def photographer(world, **options):
    return Photographer(world, 120, 80, **options)


def wall(x):
    return {'kind': 'monolith', 'name': 'wall', 'x': x, 'y': 0, 'size': [0.2, 6, 3]}


def test_the_camera_looks_ahead_and_level(flat_world):
    colours, depth = photographer(flat_world()).through_camera(STANDING)
    assert np.median(depth[:30]) > 50.0
    # The lowest row looks half the field of view down from 0.65 m.
    half = np.radians(0.5 * vertical_field_deg(1.30, 80 / 120))
    assert depth[-1, 60] == pytest.approx(0.65 / np.tan(half), rel=0.05)
    assert tuple(colours[0, 60]) == (0, 0, 0)


def test_depth_is_the_distance_to_what_is_ahead(flat_world):
    _, depth = photographer(flat_world(objects=(wall(3.1),)), fine=False).through_camera(STANDING)
    assert depth[40, 60] == pytest.approx(3.0 - 0.17, abs=0.02)


def test_the_depth_camera_sees_the_wall_at_its_distance(flat_world):
    camera = load_rover().sensors.depth_camera
    renderer = photographer(flat_world(objects=(wall(2.1),)), fine=False)
    _, depth = renderer.through_camera(STANDING, DEPTH_CAMERA)
    assert depth[40, 30:90] == pytest.approx(2.0 - camera.position_m[0], abs=0.005)


def test_the_lenses_have_the_fields_of_view_of_the_parameters(flat_world):
    model = build_scene(flat_world())
    for name in (CAMERA, DEPTH_CAMERA):
        lens = getattr(load_rover().sensors, name)
        half_height = np.tan(0.5 * np.radians(model.camera(name).fovy[0]))
        half_width = half_height * lens.width_px / lens.height_px
        assert 2.0 * np.arctan(half_width) == pytest.approx(lens.field_of_view_rad)


def test_the_chase_picture_follows_the_rover(one_rover, flat_world):
    physics = one_rover(flat_world(), (3.0, -2.0, 1.0))
    world, qpos = physics.coordinates(0)
    before = photographer(world).chase(qpos)
    for _ in range(20):
        physics.step(0.785, 0.0)
    after = photographer(world).chase(physics.coordinates(0)[1])
    assert before.shape == (80, 120, 3)
    for picture in (before, after):
        # Nothing but the solar deck is blue.
        is_blue = picture[:, :, 2] > 1.5 * picture[:, :, 0]
        rows, columns = np.nonzero(is_blue)
        assert len(rows) > 50
        assert (rows.mean(), columns.mean()) == pytest.approx((27.0, 58.0), abs=8.0)


def test_without_opengl_the_missing_library_is_named(flat_world, monkeypatch):
    monkeypatch.setattr('ctypes.util.find_library', lambda name: None)
    with pytest.raises(CameraError, match='no libEGL and libOSMesa.*apt-get install'):
        Photographer(flat_world(), 10, 10)
