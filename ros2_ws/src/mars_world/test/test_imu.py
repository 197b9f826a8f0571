"""The IMU on motions whose acceleration is known on paper."""

import numpy as np
import pytest
from mars_world.imu import Imu
from mars_world.rotation import matrices, to_wxyz

GRAVITY = 3.711
SAMPLE_S = 0.01
TIMES = SAMPLE_S * np.arange(101)


def measure(velocity_map, yaw, yaw_rate, position_base=(0.0, 0.0, 0.0)):
    """What an IMU reads; velocity (k, 3) of base_link, yaw (k,), a constant yaw rate."""
    n = len(velocity_map)
    qpos, qvel = np.zeros((1, n, 7)), np.zeros((1, n, 6))
    qpos[0, :, 3], qpos[0, :, 6] = np.cos(0.5 * yaw), np.sin(0.5 * yaw)
    qvel[0, :, :3], qvel[0, :, 5] = velocity_map, yaw_rate
    imu = Imu(np.array(position_base), SAMPLE_S)
    force_base, attitude = imu.measure(qpos, qvel, np.array([GRAVITY]))
    return force_base[0], attitude[0]


def test_speeding_up_along_x_reads_that_and_gravity():
    velocity = np.outer(2.0 * TIMES, [1.0, 0.0, 0.0])
    force_base, _ = measure(velocity, np.zeros(101), 0.0)
    assert force_base == pytest.approx(np.tile([2.0, 0.0, GRAVITY], (100, 1)))


def test_a_circle_reads_the_centripetal_acceleration_to_the_left():
    speed, radius = 0.785, 0.674
    yaw = speed / radius * TIMES
    velocity = speed * np.column_stack([np.cos(yaw), np.sin(yaw), 0.0 * yaw])
    force_base, _ = measure(velocity, yaw, speed / radius)
    assert force_base == pytest.approx(
        np.tile([0.0, speed**2 / radius, GRAVITY], (100, 1)), abs=1e-4
    )


def test_the_mean_of_the_norm_without_gravity_is_the_acceleration():
    speed, radius = 0.785, 0.674
    yaw = speed / radius * TIMES
    velocity = speed * np.column_stack([np.cos(yaw), np.sin(yaw), 0.0 * yaw])
    force_base, attitude = measure(velocity, yaw, speed / radius)
    force_map = np.einsum('kij,kj->ki', matrices(to_wxyz(attitude)), force_base)
    norms = np.linalg.norm(force_map - [0.0, 0.0, GRAVITY], axis=1)
    assert norms.mean() == pytest.approx(speed**2 / radius, rel=1e-4)


def test_an_imu_off_the_centre_feels_the_turn():
    rate = 2.0
    still = np.zeros((101, 3))
    force_base, _ = measure(still, rate * TIMES, rate, position_base=(0.1, 0.0, 0.0))
    assert force_base == pytest.approx(
        np.tile([-(rate**2) * 0.1, 0.0, GRAVITY], (100, 1)), abs=1e-4
    )
