import gc
import math
import threading

import numpy as np
import pytest
from mars_world.fast_physics import FastPhysics
from mars_world.frame import Surface
from mars_world.route import find_route
from mars_world.world import load_world
from rover_description import load_rover

ROVER = load_rover()
SPEED = ROVER.drive.speed_mps
MARS = load_world('mars')


def place(physics, *poses, worlds=None):
    n = len(poses)
    return physics.reset(np.arange(n), np.array(poses), np.arange(n, dtype=np.uint64), worlds)


def yaw(frame):
    x, y, z, w = frame.orientation_map.T
    return np.arctan2(2.0 * (w * z + x * y), 1.0 - 2.0 * (y * y + z * z))


def foreign(frames):
    return {(t.part, t.object, t.surface) for f in frames for t in f.touches[0]}


def test_a_rover_on_flat_ground_stands_level_at_its_ride_height(flat_world):
    frame = place(FastPhysics([flat_world()], 1), (1.0, 2.0, 0.5))
    assert frame.position_map[0] == pytest.approx([1.0, 2.0, ROVER.ride_height_m])
    assert frame.orientation_map[0] == pytest.approx([0, 0, math.sin(0.25), math.cos(0.25)])
    assert not frame.velocity_base.any()


def test_at_rest_the_imu_reads_gravity_upward(flat_world):
    physics = FastPhysics([flat_world(gravity=3.711)], 1)
    assert np.allclose(place(physics, (0, 0, 0)).imu_force_base, [0, 0, 3.711])
    assert np.allclose(physics.step(0.0, 0.0).imu_force_base, [0, 0, 3.711])


def test_a_straight_drive_keeps_line_and_speed(flat_world):
    physics = FastPhysics([flat_world()], 1)
    place(physics, (0, 0, 0))
    frames = [physics.step(SPEED, 0.0) for _ in range(20)]
    assert frames[-1].velocity_base[0] == pytest.approx([SPEED, 0, 0], abs=0.02 * SPEED)
    assert frames[-1].position_map[0, 1] == pytest.approx(0.0, abs=1e-9)
    assert frames[-1].stamp_s[0] == pytest.approx(6.0)


@pytest.mark.parametrize('side', [1.0, -1.0])
def test_a_full_turn_has_the_radius_of_the_drive(flat_world, side):
    physics = FastPhysics([flat_world()], 1)
    place(physics, (0, 0, 0))
    frames = [physics.step(SPEED, side * SPEED / ROVER.turn_radius_m) for _ in range(30)]
    radius = frames[-1].velocity_base[0, 0] / frames[-1].rate_base[0, 2]
    assert radius == pytest.approx(side * ROVER.turn_radius_m, rel=0.01)


def test_on_a_slope_the_rover_lies_as_the_slope_does(shaped_world):
    lean = math.radians(10.0)
    world = shaped_world(lambda x, y: math.tan(lean) * x + 0.0 * y)
    frames = place(FastPhysics([world], 3), (0, 0, 0), (0, 0, math.pi), (0, 0, math.pi / 2))
    x, y, z, w = frames.orientation_map.T
    nose = 2.0 * (x * z - w * y)  # z of the forward axis
    assert nose == pytest.approx([math.sin(lean), -math.sin(lean), 0.0], abs=2e-3)
    left = 2.0 * (y * z + w * x)
    assert left == pytest.approx([0.0, 0.0, -math.sin(lean)], abs=2e-3)
    height = frames.position_map[:, 2] - ROVER.wheel.radius_m
    over_wheels = ROVER.ride_height_m - ROVER.wheel.radius_m
    assert height == pytest.approx(np.full(3, over_wheels * math.cos(lean)), abs=0.03)


def test_the_place_asked_for_is_where_base_link_is():
    poses = [(-12.0, -3.0, 3.0), (-21.5, -2.4, 1.0)]
    frame = place(FastPhysics([MARS], 2), *poses)
    assert frame.position_map[:, :2] == pytest.approx(np.array(poses)[:, :2], abs=1e-3)


def test_a_wall_alongside_is_touched_with_the_side_of_a_wheel(flat_world):
    wall = {'kind': 'monolith', 'name': 'wall', 'x': 0.0, 'y': 0.45, 'size': [8.0, 0.2, 2.0]}
    physics = FastPhysics([flat_world(objects=(wall,))], 1)
    assert foreign([place(physics, (0, 0, 0))]) == set()
    frames = [physics.step(SPEED, 0.1) for _ in range(6)]
    assert ('wheel_middle_left', 'wall', Surface.SIDE) in foreign(frames)


def test_an_overhead_bar_is_touched_with_body_and_deck_only(flat_world):
    world = flat_world(objects=({'kind': 'monolith', 'name': 'post', 'x': 0.7, 'y': 0.0,
                                 'size': [0.08, 0.08, 2.0]},))  # fmt: skip
    physics = FastPhysics([world], 1)
    place(physics, (0, 0, 0))
    touches = foreign([physics.step(SPEED, 0.0) for _ in range(3)])
    assert {(part, surface) for part, _, surface in touches} == {
        ('base_link', Surface.BODY), ('solar_deck', Surface.BODY),
    }  # fmt: skip


def test_a_flat_stone_is_driven_over_with_the_treads(flat_world):
    stone = {'kind': 'monolith', 'name': 'stone', 'x': 1.0, 'y': 0.175, 'size': [0.3, 0.3, 0.03]}
    physics = FastPhysics([flat_world(objects=(stone,))], 1)
    place(physics, (0, 0, 0))
    frames = [physics.step(SPEED, 0.0) for _ in range(8)]
    assert {surface for _, _, surface in foreign(frames)} == {Surface.TREAD}
    assert max(abs(frame.rate_base[0, 0]) for frame in frames) > 0.01


def test_a_touch_tells_part_object_and_place(flat_world):
    post = {'kind': 'monolith', 'name': 'post', 'x': 0.2, 'y': 0.0, 'size': [0.1, 0.1, 2.0]}
    frame = place(FastPhysics([flat_world(objects=(post,))], 1), (0, 0, 0))
    touch = next(touch for touch in frame.touches[0] if touch.part == 'base_link')
    assert touch.object == 'post'
    assert touch.position_map == pytest.approx((0.0, 0.0, ROVER.ride_height_m))


def test_following_the_planned_way_leads_to_the_checkpoint_of_mars_without_a_touch():
    physics = FastPhysics([MARS], 1)
    start, goal = MARS.file.start, MARS.file.checkpoint
    route = find_route(MARS, 1.2)
    frame = place(physics, (start.x, start.y, start.yaw))
    for _ in range(230):
        here = frame.position_map[0, :2]
        nearest = np.linalg.norm(route - here, axis=1).argmin()
        ahead = route[min(nearest + 15, len(route) - 1)] - here
        off = math.remainder(math.atan2(ahead[1], ahead[0]) - yaw(frame)[0], 2.0 * math.pi)
        turn = 0.0 if abs(off) < 0.18 else math.copysign(1.0, off)
        frame = physics.step(SPEED, turn * SPEED / ROVER.turn_radius_m)
        assert frame.touches[0] == ()
        assert frame.scan_m.min() > 0.49
        if math.dist(here, (goal.x, goal.y)) < goal.radius:
            return
    pytest.fail(f'still {math.dist(here, (goal.x, goal.y)):.1f} m from the checkpoint')


def drive(physics, n_steps=6):
    rates = np.linspace(-1.1, 1.1, physics.n_rovers)
    return [physics.step(SPEED, rates) for _ in range(n_steps)]


def content(frame, rover):
    return (
        frame.position_map[rover].tobytes(), frame.orientation_map[rover].tobytes(),
        frame.velocity_base[rover].tobytes(), frame.rate_base[rover].tobytes(),
        frame.scans_m[rover].tobytes(), frame.track_map[rover].tobytes(),
        frame.imu_force_base[rover].tobytes(), frame.imu_orientation_map[rover].tobytes(),
        frame.touches[rover],
    )  # fmt: skip


def scattered(n):
    rng = np.random.default_rng(1)
    return np.column_stack([rng.uniform(-40, 0, n), rng.uniform(-5, 3, n), rng.uniform(-3, 3, n)])


def test_results_do_not_depend_on_threads_or_on_the_other_rovers():
    poses = scattered(48)  # enough for three threads
    frames = {}
    for threads in (1, 2, 3):
        physics = FastPhysics([MARS], 48, threads=threads)
        place(physics, *poses)
        frames[threads] = drive(physics)
    alone = FastPhysics([MARS], 1)
    alone.reset(np.array([0]), poses[4:5], np.array([4], np.uint64))
    for step in range(6):
        single = content(alone.step(SPEED, np.linspace(-1.1, 1.1, 48)[4]), 0)
        assert all(content(frames[threads][step], 4) == single for threads in frames)
        assert content(frames[1][step], 47) == content(frames[3][step], 47)


def test_threads_that_fell_asleep_or_came_late_change_nothing(flat_world):
    world, poses = flat_world(), np.zeros((64, 3))
    alone, shared = FastPhysics([world], 64), FastPhysics([world], 64, threads=4)
    for physics in (alone, shared):
        place(physics, *poses)
    for _ in range(300):
        expected = [content(frame, rover) for frame in drive(alone, 1) for rover in (0, 31, 63)]
        assert expected == [content(f, rover) for f in drive(shared, 1) for rover in (0, 31, 63)]


def test_the_threads_of_a_model_end_with_it(flat_world):
    before = set(threading.enumerate())
    physics = FastPhysics([flat_world()], 32, threads=2)
    (helper,) = set(threading.enumerate()) - before
    place(physics, *np.zeros((32, 3)))
    drive(physics, 1)
    del physics
    gc.collect()
    helper.join(timeout=10.0)
    assert not helper.is_alive()


def test_a_reset_in_a_used_batch_equals_a_fresh_start():
    poses = scattered(3)
    used = FastPhysics([MARS], 3)
    place(used, *poses)
    drive(used)
    again = used.reset(np.array([1]), poses[1:2], np.array([1], np.uint64))
    fresh = FastPhysics([MARS], 3)
    first = place(fresh, *poses)
    assert content(again, 0) == content(first, 1)
    assert content(drive(used)[-1], 1) == content(drive(fresh)[-1], 1)


@pytest.mark.parametrize('lost_at', [math.nan, 1000.0])
def test_a_rover_that_is_nowhere_fails_alone_until_it_is_reset(lost_at):
    poses = scattered(3)
    physics, untouched = FastPhysics([MARS], 3), FastPhysics([MARS], 3)
    for each in (physics, untouched):
        place(each, *poses)
    physics._rovers['x'][1] = lost_at
    for _ in range(2):
        frame, expected = drive(physics, 1)[0], drive(untouched, 1)[0]
        assert frame.failed.tolist() == [False, True, False]
        assert all(content(frame, rover) == content(expected, rover) for rover in (0, 2))
    again = physics.reset(np.array([1]), poses[1:2], np.array([1], np.uint64))
    assert not again.failed[0]
    assert content(again, 0) == content(place(untouched, *poses), 1)


def test_leaving_the_ground_of_the_world_fails_and_stays_finite(flat_world):
    world = flat_world()
    physics = FastPhysics([world], 1)
    assert not place(physics, (world.terrain.x_max - 0.5, 0.0, 0.0)).failed[0]
    frames = [physics.step(SPEED, 0.0) for _ in range(5)]
    assert frames[-1].failed[0]
    assert np.isfinite(frames[-1].position_map).all()


def test_each_rover_drives_in_its_own_world(flat_world):
    physics = FastPhysics([flat_world(), MARS], 2)
    frame = place(physics, (-12.0, -3.0, 0.0), (-12.0, -3.0, 0.0), worlds=np.array([0, 1]))
    ground = MARS.terrain.height_at(-12.0, -3.0)
    assert frame.position_map[0, 2] == pytest.approx(ROVER.ride_height_m)
    assert frame.position_map[1, 2] == pytest.approx(ROVER.ride_height_m + ground, abs=0.03)


def test_more_scans_a_step_end_with_one_at_the_step_end():
    physics = FastPhysics([MARS], 1, n_scans=3, lidar_noise_m=0.0)
    place(physics, (-12.0, -3.0, 3.0))
    once = FastPhysics([MARS], 1, lidar_noise_m=0.0)
    place(once, (-12.0, -3.0, 3.0))
    three, one = physics.step(SPEED, 0.5), once.step(SPEED, 0.5)
    assert three.scans_m.shape == (1, 3, 180)
    assert np.array_equal(three.scan_m, one.scan_m)


@pytest.mark.parametrize(
    ('options', 'sentence'),
    [
        ({'n_rovers': 0}, 'n_rovers is 0'),
        ({'n_rovers': 1, 'n_scans': 4}, 'n_scans is 4; needs a divisor of 6'),
        ({'n_rovers': 1, 'threads': 0}, 'threads is 0; needs at least 1'),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        FastPhysics([MARS], **options)
