"""Same poses, seeds and commands give the same bytes, whatever else is simulated."""

import numpy as np
import pytest
from mars_world.full_physics import FullPhysics
from mars_world.world import load_world

POSES = np.array([[-0.17, 0.11, 3.14], [-12.0, -3.0, 3.0], [-20.0, 3.0, 2.5], [-34.0, 3.0, 3.1]])
SEEDS = np.array([7, 8, 9, 10], np.uint64)
MEASURED = ('scans_m', 'imu_force_base', 'position_map', 'orientation_map')
YAW_RATES = np.array([0.0, 1.1, -1.1, 0.5])


def run(physics, rovers, n_steps=3):
    """Bytes of everything that the first rover of ``rovers`` measured."""
    index = np.arange(physics.n_rovers)
    frames = [physics.reset(index, POSES[rovers], SEEDS[rovers])]
    frames += [physics.step(0.785, YAW_RATES[rovers]) for _ in range(n_steps)]
    return [
        (*(getattr(frame, name)[0].tobytes() for name in MEASURED), frame.touches[0])
        for frame in frames
    ]


@pytest.fixture(scope='module')
def world():
    return load_world('mars')


def test_a_second_run_gives_the_same_bytes(world):
    physics = FullPhysics([world], 1)
    assert run(physics, [1]) == run(physics, [1])


def test_neighbours_and_threads_change_nothing(world):
    alone = run(FullPhysics([world], 1), [1])
    assert run(FullPhysics([world], 4), [1, 0, 2, 3]) == alone
    many = FullPhysics([world], 8, threads=2)
    assert run(many, [1, 0, 2, 3, 0, 2, 3, 0]) == alone


def test_cutting_a_step_in_pieces_changes_nothing(world):
    whole, cut = FullPhysics([world], 1), FullPhysics([world], 1)
    for physics in (whole, cut):
        physics.reset(np.array([0]), POSES[1:2], SEEDS[:1])
    expected = whole.advance(60, 0.785, 1.0)
    pieces = [cut.advance(n, 0.785, 1.0) for n in (1, 32, 7, 20)]
    for name in ('scans_m', 'imu_force_base', 'joint_rad', 'stamps_s'):
        joined = np.concatenate([getattr(piece, name) for piece in pieces], axis=1)
        assert joined.tobytes() == getattr(expected, name).tobytes()
    assert sum((piece.touches[0] for piece in pieces), ()) == expected.touches[0]


def test_another_seed_changes_the_noise_and_nothing_else(world):
    physics = FullPhysics([world], 2)
    frame = physics.reset(np.array([0, 1]), POSES[[0, 0]], SEEDS[:2])
    assert frame.position_map[0].tobytes() == frame.position_map[1].tobytes()
    assert frame.scans_m[0].tobytes() != frame.scans_m[1].tobytes()


def test_a_rover_can_move_to_another_world_and_back(world):
    physics = FullPhysics([world, load_world('training_grounds')], 1)
    here = run(physics, [1])
    physics.reset(np.array([0]), np.array([[-8.5, -8.5, 0.0]]), SEEDS[:1], np.array([1]))
    frame = physics.step(0.0, 0.0)
    assert frame.imu_force_base[0, -1, 2] == pytest.approx(9.81, rel=1e-3)
    physics.reset(np.array([0]), POSES[:1], SEEDS[:1], np.array([0]))
    assert run(physics, [1]) == here


def test_a_diverged_rover_fails_alone_until_it_is_reset(world):
    physics, untouched = FullPhysics([world], 2), FullPhysics([world], 1)
    physics.reset(np.array([0, 1]), POSES[:2], SEEDS[:2])
    untouched.reset(np.array([0]), POSES[1:2], SEEDS[1:2])
    physics._rovers[0]._data.qvel[0] = np.nan
    frame, expected = physics.step(0.785, 0.0), untouched.step(0.785, 0.0)
    assert frame.failed.tolist() == [True, False]
    assert np.isfinite(frame.position_map).all()
    assert frame.scans_m[1].tobytes() == expected.scans_m[0].tobytes()
    assert physics.step(0.785, 0.0).failed.tolist() == [True, False]
    assert not physics.reset(np.array([0]), POSES[:1], SEEDS[:1]).failed[0]


def test_leaving_the_ground_of_the_world_fails(flat_world):
    world = flat_world()
    edge = world.terrain.x_max
    physics = FullPhysics([world], 1)
    physics.reset(np.array([0]), np.array([[edge - 0.5, 0.0, 0.0]]), SEEDS[:1])
    assert any(physics.step(0.785, 0.0).failed[0] for _ in range(5))


def test_unusable_settings_are_refused_by_name(flat_world):
    with pytest.raises(ValueError, match='physics_step is 0.03'):
        FullPhysics([flat_world()], 1, physics_step_s=0.03)
    with pytest.raises(ValueError, match='physics_step is 0.003'):
        FullPhysics([flat_world()], 1, physics_step_s=0.003)
    with pytest.raises(ValueError, match='n_rovers is 0'):
        FullPhysics([flat_world()], 0)
