"""How far a model for training is from the full physics: the same random drives in both.

    python bench/physics_gap.py [--model fast] [--drives 200] [--world mars] [--json FILE]

Prints a table; nothing here is a test.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mars_world.fast_physics import FastPhysics
from mars_world.frame import SensorFrame, Surface
from mars_world.full_physics import FullPhysics
from mars_world.obstacles import rock_heights
from mars_world.physics import STEP_PERIOD_S, Physics
from mars_world.training_physics import TrainingPhysics
from mars_world.world import World, load_world
from numpy.typing import NDArray
from result_file import write_result
from rover_description import load_rover
from rover_env.attitude import roll_pitch_rad, up_base, yaw_rad

Float64 = NDArray[np.float64]

STOP_RANGE_M = 0.49
TRAINING_STEP_S = 0.025
CLEARANCE_M = 1.0  # of the start poses


@dataclass(frozen=True)
class Drive:
    """What one model made of the drives, n drives of k steps; nan where a drive had ended.

    position_map: (n, k, 3). attitude_rad: (n, k, 3) roll, pitch, yaw. acceleration_mps2: (n, k)
    mean norm. distance_m: (n,) along the track. ended_at: (n,) step of the first collision, k
    where there was none.
    """

    position_map: Float64
    attitude_rad: Float64
    acceleration_mps2: Float64
    distance_m: Float64
    ended_at: NDArray[np.intp]


def main() -> None:
    """Run both models and print the table."""
    options = _options()
    world = load_world(options.world)
    rng = np.random.default_rng(options.seed)
    poses = free_poses(world, options.drives, rng)
    n_steps = round(options.seconds / STEP_PERIOD_S)
    curvature = _random_curvature(options.drives, n_steps, rng)
    full = FullPhysics(
        [world], options.drives, physics_step_s=options.physics_step, threads=options.threads,
        lidar_noise_m=0.0,
    )  # fmt: skip
    other = _model(options, world)
    drives = _drive(full, poses, curvature), _drive(other, poses, curvature)
    rows = dict(_compare(*drives, options.model))
    print(
        f'{options.drives} random drives of {options.seconds:g} s in {world.file.name}: '
        f'{options.model} against full at {options.physics_step:g} s'
    )
    for name, value in rows.items():
        print(f'{name:46} {value:9.4f}')
    if options.json:
        write_result(options.json, rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--model', choices=('fast', 'training'), default='fast')
    parser.add_argument('--drives', type=int, default=200)
    parser.add_argument('--seconds', type=float, default=9.9)
    parser.add_argument('--world', default='mars')
    parser.add_argument('--physics-step', type=float, default=0.005, help='of the full physics [s]')
    parser.add_argument(
        '--training-step', type=float, default=TRAINING_STEP_S, help='of --model training [s]'
    )
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--json', type=Path)
    return parser.parse_args()


def _model(options: argparse.Namespace, world: World) -> Physics:
    if options.model == 'fast':
        return FastPhysics([world], options.drives, n_scans=3, lidar_noise_m=0.0)
    return TrainingPhysics(
        [world], options.drives, physics_step_s=options.training_step, threads=options.threads,
        lidar_noise_m=0.0,
    )  # fmt: skip


def free_poses(world: World, n: int, rng: np.random.Generator) -> Float64:
    """Return (n, 3) poses inside the rails with room around them."""
    rails, poses = world.file.rails, np.empty((0, 3))
    turn = np.linspace(0.0, 2.0 * np.pi, 16, endpoint=False)
    while len(poses) < n:
        x = rng.uniform(rails.x_min + 6.0, rails.x_max, n)
        y = rng.uniform(rails.y_min, rails.y_max, n)
        yaw = rng.uniform(-np.pi, np.pi, n)
        ring_x = x[:, None] + CLEARANCE_M * np.cos(turn)
        ring_y = y[:, None] + CLEARANCE_M * np.sin(turn)
        free = rock_heights(world, ring_x, ring_y).max(axis=1) == 0.0
        free &= rock_heights(world, x, y) == 0.0
        poses = np.concatenate([poses, np.column_stack([x, y, yaw])[free]])
    return poses[:n]


def _random_curvature(n: int, n_steps: int, rng: np.random.Generator) -> Float64:
    """Return (n, n_steps) curvatures: left, straight or right, each held for 1 to 4 steps."""
    full_turn = 1.0 / load_rover().turn_radius_m
    rows = []
    for _ in range(n):
        row: list[float] = []
        while len(row) < n_steps:
            row += [float(rng.integers(-1, 2)) * full_turn] * int(rng.integers(1, 5))
        rows.append(row[:n_steps])
    return np.array(rows)


def _drive(physics: Physics, poses: Float64, curvature: Float64) -> Drive:
    n, n_steps = curvature.shape
    speed = load_rover().drive.speed_mps
    frame = physics.reset(np.arange(n), poses, np.arange(n, dtype=np.uint64))
    gravity = physics.worlds[0].file.gravity
    position, attitude = np.full((n, n_steps, 3), np.nan), np.full((n, n_steps, 3), np.nan)
    distance, acceleration = np.zeros(n), np.full((n, n_steps), np.nan)
    ended_at = np.full(n, n_steps)
    last = frame.position_map[:, None]
    for step in range(n_steps):
        frame = physics.step(speed, speed * curvature[:, step])
        ended_at[collided(frame) & (ended_at == n_steps)] = step
        alive = ended_at == n_steps
        position[alive, step] = frame.position_map[alive]
        attitude[alive, step] = _roll_pitch_yaw(frame.orientation_map)[alive]
        track = np.concatenate([last, frame.track_map], axis=1)
        distance += alive * np.linalg.norm(np.diff(track, axis=1), axis=2).sum(axis=1)
        last = frame.track_map[:, -1:]
        acceleration[alive, step] = _mean_acceleration(frame, gravity)[alive]
    return Drive(position, attitude, acceleration, distance, ended_at)


def collided(frame: SensorFrame) -> NDArray[np.bool_]:
    """Return which rovers collided in a step, (n,)."""
    near = (frame.scans_m <= STOP_RANGE_M).any(axis=(1, 2))
    hit = [any(touch.surface != Surface.TREAD for touch in row) for row in frame.touches]
    return np.asarray(near | np.array(hit) | frame.failed)


def _mean_acceleration(frame: SensorFrame, gravity: float) -> Float64:
    up = up_base(frame.imu_orientation_map)
    return np.asarray(np.linalg.norm(frame.imu_force_base - gravity * up, axis=2).mean(axis=1))


def _roll_pitch_yaw(quaternion: Float64) -> Float64:
    return np.stack([*roll_pitch_rad(quaternion), yaw_rad(quaternion)], axis=-1)


def _compare(full: Drive, other: Drive, name: str) -> Iterator[tuple[str, float]]:
    n_steps = full.position_map.shape[1]
    whole = (full.ended_at == n_steps) & (other.ended_at == n_steps)
    apart = np.linalg.norm((full.position_map - other.position_map)[whole, :, :2], axis=2)
    turn = (full.attitude_rad - other.attitude_rad)[whole]
    turn = np.degrees((turn + np.pi) % (2.0 * np.pi) - np.pi)
    yield 'drives without collision in both', float(whole.sum())
    yield 'position difference after 3 s, median [m]', float(np.median(apart[:, 9]))
    yield 'position difference at the end, median [m]', float(np.median(apart[:, -1]))
    yield 'position difference at the end, 90 % [m]', float(np.percentile(apart[:, -1], 90))
    yield 'heading difference at the end, median [deg]', float(np.median(np.abs(turn[:, -1, 2])))
    yield 'roll difference over the first 3 s, rms [deg]', _rms(turn[:, :10, 0])
    yield 'pitch difference over the first 3 s, rms [deg]', _rms(turn[:, :10, 1])
    yield (
        'height difference over the first 3 s, rms [m]',
        _rms((full.position_map - other.position_map)[whole, :10, 2]),
    )
    yield f'distance, {name} / full', other.distance_m[whole].sum() / full.distance_m[whole].sum()
    yield f'heading change, {name} / full', _turned(other, whole) / _turned(full, whole)
    yield 'mean acceleration, full [m/s^2]', float(np.nanmean(full.acceleration_mps2[whole]))
    yield f'mean acceleration, {name} [m/s^2]', float(np.nanmean(other.acceleration_mps2[whole]))
    hit_full, hit_other = full.ended_at < n_steps, other.ended_at < n_steps
    yield 'collisions, full', float(hit_full.sum())
    yield f'collisions missed by {name}', float((hit_full & ~hit_other).sum())
    yield f'collisions invented by {name}', float((hit_other & ~hit_full).sum())
    both = hit_full & hit_other
    if both.any():
        early = (full.ended_at - other.ended_at)[both] * STEP_PERIOD_S
        yield f'{name} collides earlier by, mean [s]', float(early.mean())


def _rms(values: Float64) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _turned(drive: Drive, whole: NDArray[np.bool_]) -> float:
    return float(np.abs(np.diff(np.unwrap(drive.attitude_rad[whole, :, 2], axis=1), axis=1)).sum())


if __name__ == '__main__':
    main()
