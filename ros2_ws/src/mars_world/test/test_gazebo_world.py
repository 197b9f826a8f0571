"""An exported world is the world: the same ground, boulders, gravity and start."""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from mars_world.mesh_file import boulder_mesh, ground_mesh
from mars_world.world import load_world
from mars_world.world_command import main
from PIL import Image
from rover_description import WHEELS

WORLDS = ('mars', 'training_grounds', 'mars-random:7')


@pytest.fixture(scope='module', params=WORLDS)
def exported(request, tmp_path_factory):
    """Return a world, the folder it was written to and the root of its SDF."""
    folder = tmp_path_factory.mktemp('export')
    assert main(['export', request.param, str(folder)]) == 0
    root = ET.parse(folder / 'world.sdf').getroot()
    return load_world(request.param), folder, root


def read_obj(path):
    rows = [line.split() for line in path.read_text().splitlines()]
    vertices = np.array([row[1:] for row in rows if row[0] == 'v'], float)
    return vertices, np.array([row[1:] for row in rows if row[0] == 'f'], int) - 1


def volume(vertices, triangles):
    """Return the volume that triangles enclose, positive where they face outwards."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    return np.einsum('ij,ij->i', a, np.cross(b, c)).sum() / 6.0


def numbers(element):
    return [float(word) for word in element.text.split()]


def test_gravity_and_sun_are_those_of_the_world(exported):
    world, _, root = exported
    assert numbers(root.find('world/gravity')) == [0.0, 0.0, -world.file.gravity]
    assert numbers(root.find('world/light/direction')) == pytest.approx(world.file.sun)


def test_every_boulder_stands_where_it_stands(exported):
    world, folder, root = exported
    models = {model.get('name'): model for model in root.findall('world/model')}
    assert list(models) == ['ground', *(boulder.name for boulder in world.boulders)]
    for boulder in world.boulders:
        model = models[boulder.name]
        vertices, triangles = read_obj(folder / model.find('link/collision/geometry/mesh/uri').text)
        placed = vertices + numbers(model.find('pose'))[:3]
        assert np.allclose(placed, boulder.vertices_map, atol=0.0011)
        assert volume(vertices, triangles) > 0.0


def test_the_ground_is_the_ground_that_is_driven_on(exported):
    world, folder, root = exported
    uri = root.find("world/model[@name='ground']/link/visual/geometry/mesh/uri").text
    vertices, triangles = read_obj(folder / uri)
    middle = vertices[triangles].mean(axis=1)
    assert np.allclose(world.terrain.height_at(*middle[:, :2].T), middle[:, 2], atol=0.0011)
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0.0).all()


def test_the_rover_stands_at_the_start(exported):
    world, folder, root = exported
    include = root.find('world/include')
    start = world.file.start
    pose = numbers(include.find('pose'))
    assert pose[:2] == pytest.approx([start.x, start.y])
    assert 2.0 * np.arctan2(pose[5], pose[6]) % 6.2832 == pytest.approx(start.yaw % 6.2832, abs=0.1)
    model = folder / include.find('uri').text.removeprefix('model://')
    named = ET.parse(model / 'model.config').find('sdf').text
    assert ET.parse(model / named).getroot().tag == 'robot'


def test_files_that_are_named_exist(exported):
    _, folder, root = exported
    uris = {uri.text for uri in root.iter('uri')}
    assert all((folder / uri.removeprefix('model://')).exists() for uri in uris)


@pytest.mark.gazebo
def test_sdformat_accepts_it_and_knows_every_element(exported, tmp_path):
    assert shutil.which('ign'), 'needs ign sdf: sudo apt-get install ignition-tools libsdformat-dev'
    _, folder, _ = exported
    environment = dict(os.environ, SDF_PATH=str(folder), HOME=str(tmp_path))
    check, printed = (
        subprocess.run(
            ['ign', 'sdf', flag, 'world.sdf'], cwd=folder, env=environment,
            capture_output=True, text=True, check=False,
        )
        for flag in ('-k', '-p')
    )  # fmt: skip
    assert 'Valid.' in check.stdout, check.stderr
    assert 'Unable' not in check.stderr
    assert 'not defined in SDF' not in (tmp_path / '.sdformat' / 'sdformat.log').read_text()
    rover = ET.fromstring(printed.stdout).find("world/model[@name='jezero_rover']")
    assert len(rover.findall('joint')) == 14
    assert {sensor.get('name') for sensor in rover.iter('sensor')} == {
        'camera', 'depth_camera', 'imu', 'lidar', *(f'imu_wheel_{name}' for name in WHEELS),
    }  # fmt: skip


def test_a_heightmap_is_the_ground_with_north_up(tmp_path):
    world = load_world('mars')
    assert main(['export', 'mars', str(tmp_path), '--heightmap']) == 0
    heightmap = ET.parse(tmp_path / 'world.sdf').find('.//heightmap')
    grey = np.asarray(Image.open(tmp_path / heightmap.find('uri').text), float)
    side = len(grey)
    assert grey.shape == (side, side)
    assert bin(side - 1).count('1') == 1
    size, middle = numbers(heightmap.find('size')), numbers(heightmap.find('pos'))
    row, column = side // 5, side // 3
    x = middle[0] + size[0] * (column / (side - 1) - 0.5)
    y = middle[1] - size[1] * (row / (side - 1) - 0.5)
    z = middle[2] + size[2] * grey[row, column] / 65535
    assert z == pytest.approx(float(world.terrain.height_at(x, y)), abs=0.001)


def test_a_flat_ground_has_two_triangles_a_cell():
    vertices, triangles = ground_mesh(load_world('training_grounds').terrain)
    rows, columns = load_world('training_grounds').terrain.z_m.shape
    assert len(vertices) == rows * columns
    assert len(triangles) == 2 * (rows - 1) * (columns - 1)


def test_a_box_has_the_volume_of_its_size():
    boulder = load_world('training_grounds').boulders[0]
    assert volume(*boulder_mesh(boulder)) == pytest.approx(0.5 * 0.5 * 2.0)
