"""What the rocker-bogie is for: steps, bumps and slopes, and where it ends."""

import math

import numpy as np
import pytest
from rover_description import WHEELS, load_rover

ROVER = load_rover()
SPEED = ROVER.drive.speed_mps
RADIUS_M = ROVER.wheel.radius_m
GRAVITY = 3.711
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


@pytest.mark.parametrize('sides', ['both', 'left'])
def test_five_wheels_stay_loaded_over_a_bump_of_10_cm(shaped_world, one_rover, sides):
    def bump(x, y):
        across = np.ones_like(y) if sides == 'both' else (y > 0.0).astype(float)
        return BUMP_M * 0.5 * (1.0 + np.cos(np.clip((x - 1.6) / 0.5, -1.0, 1.0) * np.pi)) * across

    physics = one_rover(shaped_world(bump))
    for _ in range(45):
        samples = physics.advance(60, CRAWL_MPS, 0.0)
        for report in samples.touches[0]:
            assert len({touch.part for touch in report if touch.force_n > 0.0}) >= 5
    assert samples.position_map[0, -1, 0] > 2.1 + 0.5 * ROVER.wheel.wheelbase_m


def models(physics):
    return physics._models[0].model, physics._models[0].treads


def tilted(physics, angle_rad):
    """Lean the ground slowly to the rover's right, by turning gravity; returns the last frame."""
    for angle in [*np.linspace(0.8, 1.0, 20) * angle_rad, *[angle_rad] * 10]:
        for model in models(physics):
            model.opt.gravity = (0.0, -GRAVITY * math.sin(angle), -GRAVITY * math.cos(angle))
        frame = physics.step(0.0, 0.0)
    return frame


def static_limit_rad(physics):
    """The lean at which the weight passes over the wheels of the lower side.

    These share it alike, as the pivots of rocker and bogie make them.
    """
    height_m = float(physics._rovers[0]._data.subtree_com[1, 2])
    right = [abs(ROVER.wheel_centre_m(name)[1]) for name in WHEELS if name.endswith('right')]
    return math.atan2(sum(right) / len(right), height_m)


@pytest.mark.parametrize(('beyond_deg', 'tips'), [(-5.0, False), (1.0, True)])
def test_the_rover_tips_over_at_the_static_limit_and_not_before(
    flat_world, one_rover, beyond_deg, tips
):
    physics = one_rover(flat_world(GRAVITY))
    # With its own grip the rover slides at 42 degrees, before it tips. The soil gives way under
    # the lower wheels, which takes 3 degrees from the limit of a rigid rover.
    for model in models(physics):
        model.geom_friction[:, 0] = 3.0
    limit = static_limit_rad(physics)
    frame = tilted(physics, limit + math.radians(beyond_deg))
    assert bool(up(frame) < 0.7) is tips


@pytest.mark.parametrize('yaw', [0.0, math.pi / 2, math.pi])
def test_the_rover_stays_put_on_15_degrees_whichever_way_it_stands(shaped_world, each_rover, yaw):
    world = shaped_world(lambda x, y: np.tan(np.radians(15.0)) * x + 0.0 * y)
    physics = each_rover(world, (0.0, 0.0, yaw))
    before = physics.step(0.0, 0.0).position_map
    after = [physics.step(0.0, 0.0) for _ in range(10)][-1].position_map
    assert np.linalg.norm(after - before) < 0.02
