"""The planes that stand for the soil in training lie where the soil is."""

import mujoco
import numpy as np
import pytest
from mars_world.packed_worlds import pack_worlds
from mars_world.rest_pose import rest_pose
from mars_world.rover_tree import rover_tree
from mars_world.soil_planes import find_soil_planes, lay_soil_planes, soil_planes_of
from mars_world.training_model import compile_training_model
from mars_world.tree_places import locate
from mars_world.tree_work import WORK
from mars_world.world import load_world
from rover_description import WHEELS, load_rover

STEP_S = 0.025


def laid(world, pose):
    """Centres of the wheels, and points and normals of the planes under them, (6, 3) each."""
    model = compile_training_model(world, STEP_S)
    data = mujoco.MjData(model)
    data.qpos[:7] = rest_pose(load_rover(), world.terrain, *pose)
    mujoco.mj_kinematics(model, data)
    tree, work, soil = rover_tree(model)[0], np.zeros(1, WORK)[0], soil_planes_of(model)
    locate(tree, work, data.qpos)
    find_soil_planes(pack_worlds([world]), 0, tree, work, data.qpos)
    lay_soil_planes(soil, work)
    normals = []
    for quat in soil.quat[soil.planes]:
        matrix = np.empty(9)
        mujoco.mju_quat2Mat(matrix, quat)
        normals.append(matrix.reshape(3, 3)[:, 2])
    treads = [model.geom(f'wheel_{name}/tread').id for name in WHEELS]
    return data.geom_xpos[treads], soil.pos[soil.planes], np.array(normals)


def test_on_mars_each_plane_is_the_triangle_under_its_wheel():
    world = load_world('mars')
    wheels, points, normals = laid(world, (-12.0, -3.0, 3.0))
    assert points[:, 2] == pytest.approx(
        world.terrain.height_at(points[:, 0], points[:, 1]), abs=1e-3
    )
    assert normals == pytest.approx(world.terrain.normal_at(points[:, 0], points[:, 1]), abs=0.05)
    away = np.linalg.norm(wheels - points, axis=1)
    assert np.einsum('ki,ki->k', wheels - points, normals) == pytest.approx(away)


def test_a_slope_tilts_the_planes(shaped_world):
    world = shaped_world(lambda x, y: 0.2 * x - 0.1 * y)
    _, _, normals = laid(world, (1.0, 2.0, 0.5))
    expected = np.array([-0.2, 0.1, 1.0]) / np.linalg.norm([-0.2, 0.1, 1.0])
    assert normals == pytest.approx(np.tile(expected, (6, 1)), abs=1e-4)
