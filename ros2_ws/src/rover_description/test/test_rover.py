from math import atan2

import pytest
from rover_description import WHEELS, RoverError, load_rover, rover_checksum
from rover_description.rover import read_rover, rover_file


def changed(tmp_path, old, new):
    """The shipped file with one piece of text replaced."""
    text = rover_file().read_text(encoding='utf-8')
    assert old in text
    path = tmp_path / 'rover.yaml'
    path.write_text(text.replace(old, new), encoding='utf-8')
    return path


def test_the_rover_has_the_published_mass():
    assert load_rover().mass_kg == pytest.approx(14.63, abs=0.005)


def test_the_parts_have_the_published_masses():
    rover = load_rover()
    sensors = rover.sensors
    on_top = (rover.body, rover.solar_deck, rover.mast, sensors.lidar, sensors.imu, sensors.camera)
    assert sum(part.mass_kg for part in on_top) == pytest.approx(2.90)
    assert (rover.rocker.mass_left_kg, rover.rocker.mass_right_kg) == (0.54, 0.53)
    assert (rover.bogie.mass_kg, rover.corner.mass_kg, rover.wheel.mass_kg) == (0.62, 0.304, 1.368)


def test_the_wheels_roll_at_ten_radians_per_second():
    rover = load_rover()
    assert rover.drive.speed_mps / rover.wheel.radius_m == pytest.approx(10.0)


def test_the_turn_radius_follows_from_wheelbase_and_steering():
    assert load_rover().turn_radius_m == pytest.approx(0.674, abs=0.001)


def test_sensors_are_at_the_published_heights():
    rover = load_rover()
    assert rover.ride_height_m + rover.sensors.lidar.position_m[2] == pytest.approx(0.58)
    assert rover.ride_height_m + rover.sensors.camera.position_m[2] == pytest.approx(0.65)


def test_the_cameras_are_the_published_ones():
    camera, depth = load_rover().sensors.camera, load_rover().sensors.depth_camera
    assert (camera.width_px, camera.height_px, camera.rate_hz) == (360, 240, 30.0)
    assert (camera.field_of_view_rad, camera.noise) == (1.30, 0.007)
    assert (depth.width_px, depth.height_px) == (640, 480)
    assert (depth.range_min_m, depth.range_max_m) == (0.05, 3.0)


def test_the_focal_length_puts_the_edge_of_the_field_at_the_edge_of_the_picture():
    camera = load_rover().sensors.camera
    assert atan2(0.5 * camera.width_px, camera.focal_px) == pytest.approx(0.65)


def test_wheels_stand_on_the_ground_in_two_rows():
    rover = load_rover()
    centres = [rover.wheel_centre_m(name) for name in WHEELS]
    assert {z for _, _, z in centres} == {rover.wheel.radius_m - rover.ride_height_m}
    assert [x for x, _, _ in centres] == [0.285, 0.0, -0.285] * 2
    assert [y for _, y, _ in centres] == [0.175, 0.25, 0.175, -0.175, -0.25, -0.175]


def test_the_rover_cannot_be_changed_by_its_users():
    with pytest.raises(ValueError, match='frozen'):
        load_rover().wheel.radius_m = 1.0


def test_the_checksum_is_a_sha256_and_repeats():
    assert len(rover_checksum()) == 64
    assert rover_checksum() == rover_checksum()


@pytest.mark.parametrize(
    ('old', 'new', 'field'),
    [
        ('radius_m: 0.0785', 'radius_m: -1.0', 'wheel.radius_m'),
        ('steer_rad: 0.4', 'steer_radians: 0.4', 'drive.steer_rad'),
        ('speed_mps: 0.785', 'speed_mps: .nan', 'drive.speed_mps'),
        ('n_rays: 180', 'n_rays: many', 'sensors.lidar.n_rays'),
    ],
)
def test_a_bad_file_is_refused_by_file_and_field(tmp_path, old, new, field):
    path = changed(tmp_path, old, new)
    with pytest.raises(RoverError, match=field) as caught:
        read_rover(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_yaml_is_refused_by_name(tmp_path):
    path = tmp_path / 'rover.yaml'
    path.write_text('wheel: [', encoding='utf-8')
    with pytest.raises(RoverError, match=r'rover\.yaml'):
        read_rover(path)
