"""The planes that stand for the soil in training lie where the soil is."""

import mujoco
import numpy as np
import pytest
from mars_world.mujoco_memory import memory_of
from mars_world.packed_worlds import pack_worlds
from mars_world.rest_pose import rest_pose
from mars_world.soil_planes import lay_soil_planes, soil_planes_of
from mars_world.training_model import compile_training_model
from mars_world.world import load_world
from rover_description import load_rover

STEP_S = 0.025


def laid(world, pose, velocity=(0.0, 0.0, 0.0), ahead_s=0.0):
    """Centres of the wheels, and points and normals of the planes under them, (6, 3) each."""
    model = compile_training_model(world, STEP_S)
    data = mujoco.MjData(model)
    data.qpos[:7] = rest_pose(load_rover(), world.terrain, *pose)
    data.qvel[:3] = velocity
    mujoco.mj_kinematics(model, data)
    planes = soil_planes_of(model)
    lay_soil_planes(pack_worlds([world]), 0, planes, memory_of(data), ahead_s)
    normals = []
    for quat in planes.quat[planes.planes]:
        matrix = np.empty(9)
        mujoco.mju_quat2Mat(matrix, quat)
        normals.append(matrix.reshape(3, 3)[:, 2])
    return data.geom_xpos[planes.treads], planes.pos[planes.planes], np.array(normals)


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


def test_planes_are_laid_where_the_wheels_go(flat_world):
    _, here, _ = laid(flat_world(), (0.0, 0.0, 0.0))
    _, there, _ = laid(flat_world(), (0.0, 0.0, 0.0), (0.8, 0.0, 0.0), STEP_S)
    assert there - here == pytest.approx(np.tile([0.02, 0.0, 0.0], (6, 1)))
