from math import cos, pi, sin

import numpy as np
import pytest
from rover_env.acceleration import AccelerationMeter, linear_acceleration_mps2

MARS = np.array([3.711])
LEVEL = np.array([[[0.0, 0.0, 0.0, 1.0]]])


def test_a_level_rover_at_rest_has_none():
    force = np.array([[[0.0, 0.0, 3.711]]])
    assert linear_acceleration_mps2(force, LEVEL, MARS)[0, 0] == pytest.approx(0.0, abs=1e-12)


def test_a_tilted_rover_at_rest_has_none():
    tilt = 0.4  # about x: left side up
    orientation = np.array([[[sin(tilt / 2), 0.0, 0.0, cos(tilt / 2)]]])
    force = 3.711 * np.array([[[0.0, sin(tilt), cos(tilt)]]])
    acceleration = linear_acceleration_mps2(force, orientation, MARS)
    assert acceleration[0, 0] == pytest.approx(0.0, abs=1e-12)


def test_free_fall_is_the_gravity_of_the_world():
    assert linear_acceleration_mps2(np.zeros((1, 1, 3)), LEVEL, MARS)[0, 0] == pytest.approx(3.711)


def test_a_steady_turn_is_speed_squared_over_radius():
    speed, radius = 0.785, 0.674
    yaw = np.arange(100) * speed / radius * 0.01
    orientation = np.stack([0 * yaw, 0 * yaw, np.sin(yaw / 2), np.cos(yaw / 2)], axis=1)[None]
    force = np.tile([0.0, speed**2 / radius, 3.711], (1, 100, 1))
    acceleration = linear_acceleration_mps2(force, orientation, MARS)
    np.testing.assert_allclose(acceleration, speed**2 / radius)


def test_a_swinging_motion_has_two_over_pi_of_its_peak_as_mean():
    peak = 1.5
    wave = peak * np.sin(2 * pi * (np.arange(3000) + 0.5) / 3000)
    force = np.zeros((1, 3000, 3))
    force[0, :, 0] = wave
    force[0, :, 2] = 3.711
    meter = AccelerationMeter(1)
    orientation = np.broadcast_to(LEVEL, (1, 3000, 4))
    for chunk in range(0, 3000, 30):
        part = slice(chunk, chunk + 30)
        meter.add(linear_acceleration_mps2(force[:, part], orientation[:, part], MARS))
    assert meter.mean[0] == pytest.approx(peak * 2 / pi, rel=1e-5)
    assert meter.maximum[0] == pytest.approx(peak, rel=1e-5)


def test_a_new_episode_forgets_the_old_one_and_no_other():
    meter = AccelerationMeter(2)
    meter.add(np.array([[1.0, 3.0], [2.0, 2.0]]))
    meter.begin(np.array([0]))
    assert meter.mean.tolist() == [0.0, 2.0]
    assert meter.maximum.tolist() == [0.0, 2.0]
