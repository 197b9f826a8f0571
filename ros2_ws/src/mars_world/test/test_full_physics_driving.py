import numpy as np
import pytest
from mars_world.rotation import matrices, to_wxyz
from mars_world.world import load_world
from rover_description import load_rover

SPEED = load_rover().drive.speed_mps
RADIUS = load_rover().turn_radius_m


def drive(physics, n_steps, yaw_rate=0.0):
    return [physics.step(SPEED, yaw_rate) for _ in range(n_steps)]


def mean_acceleration(frames, gravity):
    """Mean of the norm of the acceleration [m/s^2] without gravity."""
    force_base = np.concatenate([frame.imu_force_base[0] for frame in frames])
    attitude = np.concatenate([frame.imu_orientation_map[0] for frame in frames])
    force_map = np.einsum('kij,kj->ki', matrices(to_wxyz(attitude)), force_base)
    return np.linalg.norm(force_map - [0.0, 0.0, gravity], axis=1).mean()


@pytest.mark.parametrize('gravity', [3.711, 9.81])
def test_a_straight_drive_keeps_line_and_speed(flat_world, each_rover, gravity):
    physics = each_rover(flat_world(gravity))
    start = drive(physics, 3)[-1].position_map[0]
    end = drive(physics, 43)[-1].position_map[0]
    assert end[0] - start[0] > 10.0
    assert abs(end[1] - start[1]) < 0.01 * (end[0] - start[0])
    assert (end[0] - start[0]) / (43 * 0.3) == pytest.approx(SPEED, rel=0.02)


@pytest.mark.parametrize('side', [1.0, -1.0])
def test_a_full_turn_has_the_ackermann_radius(flat_world, each_rover, side):
    physics = each_rover(flat_world())
    frames = drive(physics, 30, side * SPEED / RADIUS)[6:]
    track = np.concatenate([frame.track_map[0, :, :2] for frame in frames])
    design = np.column_stack([2.0 * track, np.ones(len(track))])
    x, y, rest = np.linalg.lstsq(design, np.sum(track**2, axis=1), rcond=None)[0]
    assert np.sqrt(rest + x * x + y * y) == pytest.approx(RADIUS, rel=0.05)
    assert np.sign(frames[-1].rate_base[0, 2]) == side


def test_the_mean_acceleration_of_a_steady_turn_is_the_centripetal_one(flat_world, each_rover):
    physics = each_rover(flat_world())
    frames = drive(physics, 30, SPEED / RADIUS)[6:]
    assert mean_acceleration(frames, 3.711) == pytest.approx(SPEED**2 / RADIUS, rel=0.03)


def test_mean_acceleration_on_rough_ground_is_gentle(one_rover):
    world = load_world('mars')
    physics = one_rover(world, (-12.0, -3.0, np.pi))
    frames = drive(physics, 30)[4:]
    assert mean_acceleration(frames, 3.711) < 0.5


def test_a_command_beyond_the_limits_drives_at_the_limits(flat_world, one_rover):
    fast, allowed = one_rover(flat_world()), one_rover(flat_world())
    for _ in range(5):
        frame = fast.step(100.0, 0.0)
        expected = allowed.step(SPEED, 0.0)
    assert np.array_equal(frame.position_map, expected.position_map)


def test_without_speed_the_rover_stays_where_it_is(flat_world, one_rover):
    physics = one_rover(flat_world())
    before = physics.step(0.0, 0.0).position_map
    after = [physics.step(0.0, 1.0) for _ in range(10)][-1].position_map
    assert np.abs(after - before).max() < 1e-4
