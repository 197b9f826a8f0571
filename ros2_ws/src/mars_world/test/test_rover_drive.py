"""Compiled steps of the full physics give what a plain loop over mj_step gives, byte for byte."""

import mujoco
import numpy as np
import pytest
from mars_world import rover_drive
from mars_world.contacts import ContactLog
from mars_world.jit import compiled
from mars_world.mujoco_memory import CONTACT, address_of, constraint_forces, contacts, memory_of
from mars_world.rest_pose import rest_pose
from mars_world.rover_model import build_rover_model
from mars_world.sample_rates import SampleRates
from mars_world.world import load_world
from rover_description import load_rover

STEP_S = 0.005
ROVER = load_rover()
N_STEPS = 200
POSES = {'rough': (-12.0, -3.0, 3.0), 'boulder': (-3.8, 2.7, 0.0), 'start': (-0.17, 0.11, 3.14)}


@pytest.fixture(scope='module')
def mars():
    return build_rover_model(load_world('mars'), SampleRates.of(ROVER, STEP_S))


@compiled
def forces_of(memory, n):
    return constraint_forces(memory, n).copy()


@compiled
def contacts_of(memory):
    return contacts(memory).copy()


@compiled
def n_free(course, memory, n_steps):
    count = 0
    for k in range(n_steps):
        count += rover_drive.is_free(course, memory, 0.0 if k == 0 else STEP_S)
        rover_drive.mj_step(course.whole, memory.address)
    return count


def standing(shared, pose):
    data = mujoco.MjData(shared.model)
    data.qpos[:7] = rest_pose(ROVER, shared.world.terrain, *pose)
    return data


def steered(shared, steer_rad):
    controls = np.zeros((N_STEPS, shared.model.nu))
    controls[:, :2], controls[:, 2:4], controls[:, 4:] = steer_rad, -steer_rad, 10.0
    return controls


@pytest.mark.parametrize('place', POSES)
def test_a_drive_is_the_plain_loop_to_the_byte(mars, place):
    pose = POSES[place]
    controls, plain = steered(mars, 0.1), standing(mars, pose)
    qpos, qvel = [], []
    for row in controls:
        plain.ctrl[:] = row
        mujoco.mj_step(mars.model, plain)
        qpos.append(plain.qpos.copy())
        qvel.append(plain.qvel.copy())
    data, log = standing(mars, pose), ContactLog(mars.names)
    ours_q, ours_v = np.empty((N_STEPS, mars.model.nq)), np.empty((N_STEPS, mars.model.nv))
    n = rover_drive.drive(
        mars.course, memory_of(data), log.table, controls, True, 1, 1, ours_q, ours_v
    )
    assert n == N_STEPS
    assert ours_q.tobytes() == np.array(qpos).tobytes()
    assert ours_v.tobytes() == np.array(qvel).tobytes()
    boulders = {touch.object for touch in log.take()} - {'soil'}
    assert bool(boulders) is (place == 'boulder')


def test_most_steps_on_rough_ground_look_for_treads_on_soil_only(mars):
    data = standing(mars, POSES['rough'])
    mujoco.mj_forward(mars.model, data)
    assert n_free(mars.course, memory_of(data), 100) > 90


def test_a_rover_above_a_hump_is_not_taken_for_free(shaped_world):
    world = shaped_world(lambda x, y: np.where(np.hypot(x, y) < 0.01, 0.22, 0.0))
    shared = build_rover_model(world, SampleRates.of(ROVER, STEP_S))
    data = standing(shared, (0.0, 0.0, 0.0))
    data.qpos[2] = ROVER.ride_height_m
    mujoco.mj_forward(shared.model, data)
    assert n_free(shared.course, memory_of(data), 1) == 0


def test_a_rover_that_has_diverged_is_not_taken_for_free(mars):
    data = standing(mars, POSES['rough'])
    mujoco.mj_forward(mars.model, data)
    data.qvel[3] = np.nan
    assert n_free(mars.course, memory_of(data), 1) == 0


def test_compiled_loops_see_the_contacts_and_forces_that_mujoco_shows(mars):
    data = standing(mars, POSES['rough'])
    for _ in range(40):
        mujoco.mj_step(mars.model, data)
    memory = memory_of(data)
    seen = contacts_of(memory)
    assert data.ncon == len(seen) > 0
    for name in CONTACT.names:
        if name not in ('geom1', 'geom2'):
            assert np.array_equal(seen[name], getattr(data.contact, name).reshape(seen[name].shape))
    assert np.array_equal(forces_of(memory, data.nefc), data.efc_force)
    assert address_of(mars.model) == mars.course.whole
