"""The rover for Gazebo is the rover, with sensors and drives from the same numbers."""

import xml.etree.ElementTree as ET

import pytest
from rover_description import CORNERS, WHEELS, gazebo_urdf_xml, load_rover, urdf_xml

ROVER = load_rover()
ROBOT = ET.fromstring(gazebo_urdf_xml())


def number(path):
    return float(ROBOT.find(path).text)


def test_without_gazebos_tags_it_is_the_rover():
    bare = ET.fromstring(gazebo_urdf_xml())
    for extra in bare.findall('gazebo'):
        bare.remove(extra)
    assert ET.canonicalize(ET.tostring(bare), strip_text=True) == ET.canonicalize(
        urdf_xml(), strip_text=True
    )


def test_every_reference_is_a_link():
    links = {link.get('name') for link in ROBOT.findall('link')}
    references = {tag.get('reference') for tag in ROBOT.findall('gazebo')} - {None}
    assert references
    assert references <= links


def test_the_lidar_has_the_rays_of_the_rover():
    scan = 'gazebo/sensor[@type="gpu_lidar"]/lidar/'
    lidar = ROVER.sensors.lidar
    assert number(scan + 'scan/horizontal/samples') == lidar.n_rays
    assert number(scan + 'scan/horizontal/min_angle') == pytest.approx(lidar.first_ray_rad)
    assert number(scan + 'scan/horizontal/max_angle') == pytest.approx(-lidar.first_ray_rad)
    assert number(scan + 'range/max') == lidar.range_max_m


def test_every_wheel_is_driven_and_every_corner_steered():
    driven = [name.text for name in ROBOT.iter('joint_name')]
    assert sorted(driven) == sorted(
        [f'wheel_{name}_joint' for name in WHEELS] + [f'steer_{name}_joint' for name in CORNERS]
    )
