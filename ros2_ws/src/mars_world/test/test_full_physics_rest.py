import numpy as np
import pytest
from mars_world.frame import Surface
from mars_world.full_physics import FullPhysics
from mars_world.rotation import matrices, to_wxyz
from mars_world.world import load_world
from rover_description import WHEELS, load_rover

ROVER = load_rover()


@pytest.mark.parametrize('gravity', [3.711, 9.81])
def test_the_wheels_carry_the_weight_and_share_it(flat_world, one_rover, gravity):
    frame = one_rover(flat_world(gravity)).step(0.0, 0.0)
    loads = {touch.part: touch.force_n for touch in frame.touches[0]}
    assert set(loads) == {f'wheel_{name}' for name in WHEELS}
    assert sum(loads.values()) == pytest.approx(ROVER.mass_kg * gravity, rel=1e-3)
    assert max(loads.values()) < 1.3 * min(loads.values())


@pytest.mark.parametrize('gravity', [3.711, 9.81])
def test_the_imu_at_rest_reads_gravity_upward(flat_world, one_rover, gravity):
    frame = one_rover(flat_world(gravity)).step(0.0, 0.0)
    force_map = (
        matrices(to_wxyz(frame.imu_orientation_map[0])) @ frame.imu_force_base[0, :, :, None]
    )
    assert np.allclose(force_map[:, :, 0], [0.0, 0.0, gravity], atol=1e-3 * gravity)


def test_a_falling_rover_feels_nothing_and_falls_with_gravity(flat_world, one_rover):
    physics = one_rover(flat_world())
    data = physics._rovers[0]._data
    data.qpos[2] += 5.0
    frame = physics.step(0.0, 0.0)
    assert np.abs(frame.imu_force_base[0, 1:]).max() < 1e-3 * 3.711
    assert -frame.velocity_base[0, 2] == pytest.approx(0.3 * 3.711, rel=1e-3)


def test_a_reset_rover_stands_at_its_pose_at_time_zero():
    world = load_world('mars')
    pose = np.array([[-12.0, -3.0, 2.0]])
    physics = FullPhysics([world], 1)
    frame = physics.reset(np.array([0]), pose, np.array([1], np.uint64))
    assert frame.stamp_s == [0.0]
    assert np.abs(frame.position_map[0, :2] - pose[0, :2]).max() < 0.01
    ground = float(world.terrain.height_at(*frame.position_map[0, :2]))
    assert frame.position_map[0, 2] - ground == pytest.approx(ROVER.ride_height_m, abs=0.05)
    assert np.linalg.norm(frame.velocity_base[0]) < 0.005
    assert {touch.surface for touch in frame.touches[0]} == {Surface.TREAD}


def test_the_frame_after_a_reset_has_one_sample_of_each_kind(flat_world):
    physics = FullPhysics([flat_world()], 3)
    frame = physics.reset(np.array([2, 0]), np.zeros((2, 3)), np.array([1, 2], np.uint64))
    assert frame.scans_m.shape == (2, 1, 180)
    assert frame.track_map.shape == (2, 1, 3)
    assert frame.imu_force_base.shape == (2, 1, 3)


def test_the_frame_of_a_step_has_samples_at_the_sensors_rates(flat_world, one_rover):
    frame = one_rover(flat_world()).step(0.5, 0.0)
    assert frame.stamp_s[0] == pytest.approx(0.3, abs=1e-12)
    assert frame.scans_m.shape == (1, 3, 180)
    assert frame.track_map.shape == (1, 3, 3)
    assert frame.imu_force_base.shape == (1, 30, 3)
    assert np.array_equal(frame.track_map[0, -1], frame.position_map[0])
