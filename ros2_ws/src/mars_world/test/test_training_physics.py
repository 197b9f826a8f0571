"""The full physics at its training step drives as the physics of scores does, only sooner."""

import numpy as np
import pytest
from mars_world.frame import Surface
from mars_world.full_physics import FullPhysics
from mars_world.models import make_physics
from mars_world.training_physics import TrainingPhysics
from mars_world.world import load_world
from rover_description import load_rover

ROVER = load_rover()
SPEED, RADIUS = ROVER.drive.speed_mps, ROVER.turn_radius_m
STEP_S = 0.02
MARS = load_world('mars')
POSES = np.array([[-0.17, 0.11, 3.14], [-12.0, -3.0, 3.0], [-20.0, 3.0, 2.5], [-34.0, 3.0, 3.1]])
SEEDS = np.array([7, 8, 9, 10], np.uint64)
YAW_RATES = np.array([0.0, 1.1, -1.1, 0.5])
MEASURED = (
    'scans_m', 'imu_force_base', 'imu_orientation_map', 'position_map', 'orientation_map',
    'velocity_base', 'rate_base', 'track_map',
)  # fmt: skip


def make(worlds, n_rovers, **options):
    return TrainingPhysics(worlds, n_rovers, physics_step_s=STEP_S, **options)


def place(physics, poses, seeds=None):
    n = len(poses)
    seeds = np.arange(n, dtype=np.uint64) if seeds is None else seeds
    return physics.reset(np.arange(n), np.array(poses, float), seeds)


def content(frame, rover):
    return (*(getattr(frame, name)[rover].tobytes() for name in MEASURED), frame.touches[rover])


def run(physics, rovers, n_steps=3):
    """Bytes of everything that the first rover of ``rovers`` measured."""
    frames = [place(physics, POSES[rovers], SEEDS[rovers])]
    frames += [physics.step(SPEED, YAW_RATES[rovers]) for _ in range(n_steps)]
    return [content(frame, 0) for frame in frames]


def foreign(frames):
    return {(t.part, t.object, t.surface) for frame in frames for t in frame.touches[0]}


def box(x, y, size):
    return {'kind': 'monolith', 'name': 'block', 'x': x, 'y': y, 'size': size}


def test_a_longer_step_than_that_of_scores_is_made_for_training(flat_world):
    assert isinstance(make_physics('full', [flat_world()], 1, physics_step_s=0.02), TrainingPhysics)
    assert isinstance(make_physics('full', [flat_world()], 1, physics_step_s=0.005), FullPhysics)
    assert isinstance(make_physics('full', [flat_world()], 1), FullPhysics)


@pytest.mark.parametrize('yaw_rate', [0.0, SPEED / RADIUS])
def test_on_mars_it_drives_like_the_full_physics_at_the_same_step(yaw_rate):
    fast, full = make([MARS], 1), FullPhysics([MARS], 1, physics_step_s=STEP_S)
    place(fast, POSES[1:2], SEEDS[1:2])
    place(full, POSES[1:2], SEEDS[1:2])
    for _ in range(10):
        ours, expected = fast.step(SPEED, yaw_rate), full.step(SPEED, yaw_rate)
    assert ours.position_map == pytest.approx(expected.position_map, abs=0.03)
    assert ours.stamp_s == pytest.approx(expected.stamp_s)
    for name in MEASURED:
        assert getattr(ours, name).shape == getattr(expected, name).shape


def test_a_clean_drive_over_rough_ground_touches_nothing():
    physics = make([MARS], 1)
    place(physics, POSES[1:2])
    assert foreign([physics.step(SPEED, 0.0) for _ in range(20)]) == set()


def test_a_wall_ahead_is_touched_with_the_treads_of_the_front_wheels(flat_world):
    physics = make([flat_world(objects=(box(0.8, 0.0, [0.2, 2.0, 0.15]),))], 1)
    place(physics, [(0, 0, 0)])
    assert foreign([physics.step(0.3, 0.0) for _ in range(5)]) == {
        ('wheel_front_left', 'block', Surface.TREAD), ('wheel_front_right', 'block', Surface.TREAD),
    }  # fmt: skip


def test_a_low_wall_alongside_is_touched_with_the_side_of_a_wheel(flat_world):
    physics = make([flat_world(objects=(box(1.0, 0.42, [6.0, 0.2, 0.14]),))], 1)
    place(physics, [(0, 0, 0)])
    frames = [physics.step(0.5, 0.15) for _ in range(4)]
    assert foreign(frames) == {('wheel_middle_left', 'block', Surface.SIDE)}


def test_a_post_is_touched_with_the_body(flat_world):
    physics = make([flat_world(objects=(box(0.6, 0.0, [0.1, 0.1, 2.0]),))], 1)
    place(physics, [(0, 0, 0)])
    touches = foreign([physics.step(SPEED, 0.0) for _ in range(4)])
    assert ('base_link', 'block', Surface.BODY) in touches


def test_neighbours_and_threads_change_nothing():
    alone = run(make([MARS], 1), [1])
    assert run(make([MARS], 1), [1]) == alone
    assert run(make([MARS], 4), [1, 0, 2, 3]) == alone
    assert run(make([MARS], 8, threads=2), [1, 0, 2, 3, 0, 2, 3, 0]) == alone


@pytest.mark.parametrize('threads', [1, 2])
def test_a_diverged_rover_fails_alone_until_it_is_reset(threads):
    physics, untouched = make([MARS], 4, threads=threads), make([MARS], 4, threads=threads)
    for each in (physics, untouched):
        place(each, POSES, SEEDS)
    physics._qvel[0, 0] = np.nan
    for _ in range(2):
        frame, expected = physics.step(SPEED, YAW_RATES), untouched.step(SPEED, YAW_RATES)
        assert frame.failed.tolist() == [True, False, False, False]
        for rover in (1, 2, 3):
            assert content(frame, rover) == content(expected, rover)
    again = physics.reset(np.array([0]), POSES[:1], SEEDS[:1])
    assert not again.failed[0]
    assert content(again, 0) == content(place(untouched, POSES, SEEDS), 0)


def test_leaving_the_ground_of_the_world_fails_and_stays_finite(flat_world):
    world = flat_world()
    physics = make([world], 1)
    place(physics, [(world.terrain.x_max - 0.5, 0.0, 0.0)])
    frames = [physics.step(SPEED, 0.0) for _ in range(5)]
    assert frames[-1].failed[0]
    assert np.isfinite(frames[-1].position_map).all()


def test_each_rover_drives_in_its_own_world(flat_world):
    physics = make([flat_world(gravity=9.81), MARS], 2)
    physics.reset(np.arange(2), POSES[[1, 1]], SEEDS[:2], np.array([0, 1]))
    frame = physics.step(0.0, 0.0)
    assert frame.imu_force_base[0, -1, 2] == pytest.approx(9.81, rel=1e-3)
    assert np.linalg.norm(frame.imu_force_base[1, -1]) == pytest.approx(3.711, rel=0.02)


def test_unusable_settings_are_refused_by_name(flat_world):
    with pytest.raises(ValueError, match='physics_step is 0.03'):
        TrainingPhysics([flat_world()], 1, physics_step_s=0.03)
    with pytest.raises(ValueError, match='n_rovers is 0'):
        make([flat_world()], 0)
    with pytest.raises(ValueError, match='threads is 0'):
        make([flat_world()], 1, threads=0)
