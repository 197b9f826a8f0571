import shutil
import subprocess
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from rover_description import CORNERS, WHEELS, load_rover, urdf_xml
from rover_description.joints import joints
from rover_description.quaternion import from_rpy, inverse, product

ROVER = load_rover()
ROBOT = ET.fromstring(urdf_xml())


def numbers(element, attribute):
    return [float(word) for word in element.get(attribute).split()]


def test_masses_add_up_to_the_rover():
    masses = [float(mass.get('value')) for mass in ROBOT.iter('mass')]
    assert sum(masses) == pytest.approx(ROVER.mass_kg)


def test_every_inertia_is_that_of_a_real_body():
    for link in ROBOT.findall('link'):
        inertia = link.find('inertial/inertia')
        if inertia is None:
            continue
        x, y, z = (float(inertia.get(axis)) for axis in ('ixx', 'iyy', 'izz'))
        assert min(x, y, z) > 0.0, link.get('name')
        assert max(x, y, z) <= 0.5 * (x + y + z) * (1.0 + 1e-9), link.get('name')


def test_fourteen_joints_move():
    moving = {joint.name for joint in joints() if joint.axis is not None}
    sides = ('left', 'right')
    assert moving == {
        *(f'{beam}_{side}_joint' for beam in ('rocker', 'bogie') for side in sides),
        *(f'steer_{name}_joint' for name in CORNERS),
        *(f'wheel_{name}_joint' for name in WHEELS),
    }
    assert len(moving) == 14


def test_the_differential_makes_the_rockers_opposite():
    mimic = ROBOT.find("joint[@name='rocker_right_joint']/mimic")
    assert (mimic.get('joint'), mimic.get('multiplier')) == ('rocker_left_joint', '-1')


def test_the_links_form_one_tree_from_base_link():
    links = {link.get('name') for link in ROBOT.findall('link')}
    children = [joint.child for joint in joints()]
    assert sorted([*children, 'base_link']) == sorted(links)
    assert {joint.parent for joint in joints()} <= links


def place(link):
    """Position of a link in base_link while all joints are at 0."""
    by_child = {joint.child: joint for joint in joints()}
    total = np.zeros(3)
    while link != 'base_link':
        total += by_child[link].position_m
        link = by_child[link].parent
    return total


@pytest.mark.parametrize('name', WHEELS)
def test_wheels_stand_where_the_parameters_say(name):
    assert place(f'wheel_{name}') == pytest.approx(ROVER.wheel_centre_m(name))


@pytest.mark.parametrize('name', WHEELS)
def test_the_imu_of_a_wheel_is_at_its_axle_and_does_not_turn_with_it(name):
    assert place(f'wheel_{name}_imu_link') == pytest.approx(ROVER.wheel_centre_m(name))
    carriers = {joint.child: joint.parent for joint in joints()}
    assert carriers[f'wheel_{name}_imu_link'] == carriers[f'wheel_{name}']


@pytest.mark.parametrize('name', ['camera', 'depth_camera'])
def test_optical_frames_look_along_z_with_y_down(name):
    optical = next(joint for joint in joints() if joint.child == f'{name}_optical_frame')
    assert optical.parent == f'{name}_link'
    x, y, z, w = optical.rest
    ahead = [2.0 * (x * z + w * y), 2.0 * (y * z - w * x), 1.0 - 2.0 * (x * x + y * y)]
    down = [2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x)]
    assert ahead == pytest.approx([1.0, 0.0, 0.0])
    assert down == pytest.approx([0.0, 0.0, -1.0])


def test_links_without_mass_do_not_change_the_weight():
    massless = {link.get('name') for link in ROBOT.findall('link') if link.find('inertial') is None}
    assert massless == {
        'base_footprint', 'depth_camera_link', 'camera_optical_frame', 'depth_camera_optical_frame',
        *(f'wheel_{name}_imu_link' for name in WHEELS),
    }  # fmt: skip


def test_sensors_stand_where_the_parameters_say():
    assert place('lidar_link') == pytest.approx(ROVER.sensors.lidar.position_m)
    assert place('imu_link') == pytest.approx(ROVER.sensors.imu.position_m)
    assert place('camera_link') == pytest.approx(ROVER.sensors.camera.position_m)
    assert place('depth_camera_link') == pytest.approx(ROVER.sensors.depth_camera.position_m)
    assert place('base_footprint') == pytest.approx([0.0, 0.0, -ROVER.ride_height_m])


def extents():
    """Lowest and highest corner of each link's contact shapes, in base_link, joints at 0."""
    found = {}
    for link in ROBOT.findall('link'):
        for shape in link.findall('collision'):
            origin, solid = shape.find('origin'), shape.find('geometry')[0]
            turn = from_rpy(*numbers(origin, 'rpy'))
            x, y, z = (product(product(turn, axis), inverse(turn))[:3] for axis in np.eye(4)[:3])
            if solid.tag == 'box':
                half = 0.5 * np.abs(np.column_stack([x, y, z])) @ numbers(solid, 'size')
            else:
                (length,), (radius,) = numbers(solid, 'length'), numbers(solid, 'radius')
                half = 0.5 * length * np.abs(z) + radius * np.sqrt(np.maximum(1.0 - z * z, 0.0))
            middle = place(link.get('name')) + numbers(origin, 'xyz')
            found.setdefault(link.get('name'), []).extend([middle - half, middle + half])
    return {link: (np.min(corners, 0), np.max(corners, 0)) for link, corners in found.items()}


def test_the_hull_of_all_shapes_has_the_size_that_the_rover_page_gives():
    lows, highs = zip(*extents().values(), strict=True)
    low, high = np.min(lows, axis=0), np.max(highs, axis=0)
    assert high - low == pytest.approx([0.727, 0.60, 0.6675])
    assert low[2] == pytest.approx(-ROVER.ride_height_m)


def test_only_the_camera_on_its_mast_rises_over_the_published_height():
    tops = {name: ROVER.ride_height_m + high[2] for name, (_, high) in extents().items()}
    assert {name for name, top in tops.items() if top > 0.61} == {'mast', 'camera_link'}


def test_names_are_unique_and_materials_known():
    for tag in ('link', 'joint'):
        names = [element.get('name') for element in ROBOT.findall(tag)]
        assert len(names) == len(set(names))
    known = {material.get('name') for material in ROBOT.findall('material')}
    used = {material.get('name') for material in ROBOT.findall('link/visual/material')}
    assert used <= known


def test_revolute_joints_have_a_range_and_axes_are_unit_vectors():
    for joint in ROBOT.findall('joint'):
        if joint.get('type') == 'fixed':
            continue
        assert np.linalg.norm(numbers(joint.find('axis'), 'xyz')) == pytest.approx(1.0)
        limit = joint.find('limit')
        assert float(limit.get('velocity')) > 0.0
        if joint.get('type') == 'revolute':
            assert float(limit.get('lower')) < 0.0 < float(limit.get('upper'))


def test_check_urdf_accepts_the_rover(tmp_path):
    assert shutil.which('check_urdf'), 'needs check_urdf: sudo apt-get install liburdfdom-tools'
    path = tmp_path / 'rover.urdf'
    path.write_text(urdf_xml(), encoding='utf-8')
    result = subprocess.run(['check_urdf', path], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert 'Successfully Parsed' in result.stdout
