"""What the rocker-bogie is for: steps, bumps and slopes."""

import math

import numpy as np
import pytest
from rover_description import load_rover

ROVER = load_rover()
SPEED = ROVER.drive.speed_mps
RADIUS_M = ROVER.wheel.radius_m
BUMP_M = 0.10
CRAWL_MPS = 0.2  # at full speed and Mars gravity a rover leaps


def up(frame):
    """Cosine of the lean of the body."""
    x, y, _, _ = frame.orientation_map[0]
    return 1.0 - 2.0 * (x * x + y * y)


def test_the_rover_climbs_a_step_of_one_wheel_radius(flat_world, each_rover):
    step = {'kind': 'monolith', 'name': 'step', 'x': 2.5, 'y': 0.0, 'size': [3.0, 3.0, RADIUS_M]}
    physics = each_rover(flat_world(objects=(step,)))
    frames = [physics.step(SPEED, 0.0) for _ in range(14)]
    x, y, z = frames[-1].position_map[0]
    assert 1.3 + 0.3 < x < 4.0
    assert abs(y) < 0.1
    assert z == pytest.approx(ROVER.ride_height_m + RADIUS_M, abs=0.01)
    assert min(up(frame) for frame in frames) > math.cos(math.radians(30.0))


def bump_under(sides):
    """Ground with a bump of 10 cm and 1 m long across the way, under the wheels of these sides."""

    def height(x, y):
        across = np.ones_like(y) if sides == 'both' else (y > 0.0).astype(float)
        return BUMP_M * 0.5 * (1.0 + np.cos(np.clip((x - 1.6) / 0.5, -1.0, 1.0) * np.pi)) * across

    return height


@pytest.mark.parametrize('sides', ['both', 'left'])
def test_five_wheels_stay_loaded_over_a_bump_of_10_cm(shaped_world, one_rover, sides):
    physics = one_rover(shaped_world(bump_under(sides)))
    for _ in range(45):
        samples = physics.advance(60, CRAWL_MPS, 0.0)
        for report in samples.touches[0]:
            assert len({touch.part for touch in report if touch.force_n > 0.0}) >= 5
    assert samples.position_map[0, -1, 0] > 2.1 + 0.5 * ROVER.wheel.wheelbase_m


def test_the_differential_keeps_the_rockers_opposite_where_one_side_climbs(shaped_world, one_rover):
    physics = one_rover(shaped_world(bump_under('left')))
    left, right = (physics.joint_names.index(f'rocker_{side}_joint') for side in ('left', 'right'))
    joints = np.concatenate([physics.advance(60, CRAWL_MPS, 0.0).joint_rad[0] for _ in range(30)])
    assert np.abs(joints[:, left]).max() > 0.05
    assert np.abs(joints[:, left] + joints[:, right]).max() < 0.01


@pytest.mark.parametrize('yaw', [0.0, math.pi / 2, math.pi])
def test_the_rover_stays_put_on_15_degrees_whichever_way_it_stands(shaped_world, each_rover, yaw):
    world = shaped_world(lambda x, y: np.tan(np.radians(15.0)) * x + 0.0 * y)
    physics = each_rover(world, (0.0, 0.0, yaw))
    before = physics.step(0.0, 0.0).position_map
    after = [physics.step(0.0, 0.0) for _ in range(10)][-1].position_map
    assert np.linalg.norm(after - before) < 0.02
