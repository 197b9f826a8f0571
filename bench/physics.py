"""How fast the physics is: steps per second for both models, beside what they are measured by.

    python bench/physics.py [--quick] [--world mars] [--repeats 5] [--json FILE]

Random drives with the LIDAR on, where a rover that collides starts anew; its restart is not timed.
Prints a table and writes it to a JSON file; nothing here is a test.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import mujoco
import numpy as np
from mars_world.fast_physics import FastPhysics
from mars_world.full_physics import FullPhysics
from mars_world.lidar import Lidar
from mars_world.model import build_model
from mars_world.physics import PHYSICS_STEP_S, STEP_PERIOD_S, Physics
from mars_world.rest_pose import rest_pose
from mars_world.training_physics import TrainingPhysics
from mars_world.world import World, load_world
from physics_gap import collided, free_poses
from result_file import machine, write_result
from rover_description import load_rover

TRAINING_STEPS_S = (0.02, 0.025)
LOOP_STEP_S = 0.02
ORIGINAL_STEPS_PER_S = 3.3  # of the AWS-JPL Open Source Rover Challenge: 0.3 s of wall clock each
WHEEL_RADPS = 10.0


@dataclass(frozen=True)
class Row:
    """One line of the table: median and range over the repeats.

    physics_steps: MuJoCo's steps in one env step, 0 where there are none. per_cpu_s: env steps per
    second of processor time, which other programs on the machine disturb less.
    """

    name: str
    rovers: int
    threads: int
    physics_steps: int
    env_steps_per_s: float
    slowest: float
    fastest: float
    per_cpu_s: float

    @property
    def physics_steps_per_s(self) -> float:
        """MuJoCo's steps of all rovers per second."""
        return self.physics_steps * self.env_steps_per_s


@dataclass
class Spent:
    """What one repeat took: of the clock and of all processors."""

    env_steps: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0

    @contextmanager
    def on(self, env_steps: int) -> Iterator[None]:
        """Count what is done inside."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall_s += time.perf_counter() - wall
        self.cpu_s += time.process_time() - cpu
        self.env_steps += env_steps


def main() -> None:
    """Measure, print and write."""
    options = _options()
    world = load_world(options.world)
    sizes = (1, 64) if options.quick else (1, 16, 64, 256)
    repeats = 2 if options.quick else options.repeats
    seconds = 0.3 if options.quick else options.seconds
    load_before = os.getloadavg()[0]
    print(
        f'{"model":34}{"N":>5}{"threads":>9}{"env steps/s":>13}{"range":>17}'
        f'{"per CPU s":>11}{"physics steps/s":>17}'
    )
    rows = []
    for row in _rows(world, sizes, repeats, seconds):
        rows.append(row)
        span = f'{row.slowest:,.0f}-{row.fastest:,.0f}'
        physics = f'{row.physics_steps_per_s:,.0f}' if row.physics_steps else '-'
        print(
            f'{row.name:34}{row.rovers:5}{row.threads:9}{row.env_steps_per_s:13,.0f}{span:>17}'
            f'{row.per_cpu_s:11,.0f}{physics:>17}',
            flush=True,
        )
    print(f'{"the original":34}{1:5}{"-":>9}{ORIGINAL_STEPS_PER_S:13.1f}')
    facts = {
        'lidar_us_per_scan': _lidar_us(world, repeats),
        **machine(load_before),
        'mujoco': mujoco.__version__,
    }
    for name, value in facts.items():
        print(f'{name}: {value}')
    table = {'world': world.file.name, 'rows': [asdict(row) for row in rows], **facts}
    write_result(options.json, table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--quick', action='store_true', help='N = 1 and 64, 2 short repeats')
    parser.add_argument('--world', default='mars')
    parser.add_argument('--repeats', type=int, default=5)
    parser.add_argument('--seconds', type=float, default=1.0, help='of each repeat, at least')
    parser.add_argument('--json', type=Path, default=Path('runs/bench/physics.json'))
    return parser.parse_args()


def _rows(world: World, sizes: tuple[int, ...], repeats: int, seconds: float) -> Iterator[Row]:
    models: dict[str, tuple[int, Callable[[int, int], Physics]]] = {
        f'full, {1e3 * PHYSICS_STEP_S:g} ms (scores)': (
            round(STEP_PERIOD_S / PHYSICS_STEP_S),
            lambda n, t: FullPhysics([world], n, threads=t),
        )
    }
    for step_s in TRAINING_STEPS_S:
        models[f'full, {1e3 * step_s:g} ms (training)'] = (
            round(STEP_PERIOD_S / step_s), partial(_training, world, step_s)
        )  # fmt: skip
    models['fast'] = (0, lambda n, t: FastPhysics([world], n, threads=t))
    for name, (n_physics, make) in models.items():
        for n_rovers in sizes:
            for threads in (1, 2):
                speeds = _drive(make(n_rovers, threads), repeats, seconds)
                yield _row(name, n_rovers, threads, n_physics, speeds)
    for name, contacts in (('loop over mj_step, 20 ms', True), ('  the same, contacts off', False)):
        n_physics = round(STEP_PERIOD_S / LOOP_STEP_S)
        yield _row(name, 64, 1, n_physics, _plain_loop(world, 64, contacts, repeats, seconds))


def _training(world: World, step_s: float, n_rovers: int, threads: int) -> TrainingPhysics:
    return TrainingPhysics([world], n_rovers, physics_step_s=step_s, threads=threads)


def _row(name: str, rovers: int, threads: int, n_physics: int, repeated: list[Spent]) -> Row:
    speeds = [spent.env_steps / spent.wall_s for spent in repeated]
    per_cpu_s = statistics.median(spent.env_steps / spent.cpu_s for spent in repeated)
    middle = statistics.median(speeds)
    return Row(name, rovers, threads, n_physics, middle, min(speeds), max(speeds), per_cpu_s)


def _drive(physics: Physics, repeats: int, seconds: float) -> list[Spent]:
    """Return what each repeat took."""
    n, world = physics.n_rovers, physics.worlds[0]
    speed, full_turn = load_rover().drive.speed_mps, 1.0 / load_rover().turn_radius_m
    rng = np.random.default_rng(0)
    physics.reset(np.arange(n), free_poses(world, n, rng), np.arange(n, dtype=np.uint64))
    physics.step(speed, 0.0)  # compiles
    repeated = [Spent() for _ in range(repeats)]
    for spent in repeated:
        while spent.wall_s < seconds:
            yaw_rates = speed * full_turn * rng.integers(-1, 2, n)
            with spent.on(n):
                frame = physics.step(speed, yaw_rates)
            ended = np.flatnonzero(collided(frame))
            if len(ended):
                poses = free_poses(world, len(ended), rng)
                physics.reset(ended, poses, ended.astype(np.uint64))
    return repeated


def _plain_loop(world: World, n: int, contacts: bool, repeats: int, seconds: float) -> list[Spent]:
    """Return what a loop over mj_step makes of n rovers that drive straight: no sensor, no turn.

    Without contacts there is no gravity either, or they would fall for ever.
    """
    model = build_model(world, LOOP_STEP_S)
    if not contacts:
        model.opt.disableflags |= mujoco.mjtDisableBit.mjDSBL_CONTACT
        model.opt.gravity[:] = 0.0
    rovers = [mujoco.MjData(model) for _ in range(n)]
    poses = free_poses(world, n, np.random.default_rng(0))
    n_steps = round(STEP_PERIOD_S / LOOP_STEP_S)
    repeated = [Spent() for _ in range(repeats)]
    for spent in repeated:
        for data, pose in zip(rovers, poses, strict=True):
            mujoco.mj_resetData(model, data)
            data.qpos[:7] = rest_pose(load_rover(), world.terrain, *pose)
            data.ctrl[-6:] = WHEEL_RADPS
        while spent.wall_s < seconds:
            with spent.on(n):
                for data in rovers:
                    for _ in range(n_steps):
                        mujoco.mj_step(model, data)
    return repeated


def _lidar_us(world: World, repeats: int) -> dict[str, float]:
    """Return microseconds per scan on one thread over random places, by percentile of repeats."""
    n, rng = 512, np.random.default_rng(0)
    poses = free_poses(world, n, rng)
    height = world.terrain.height_at(poses[:, 0], poses[:, 1])
    place = np.column_stack([poses[:, :2], height + 0.58])
    half = 0.5 * poses[:, 2]
    turn = np.column_stack([0.0 * half, 0.0 * half, np.sin(half), np.cos(half)])
    seeds = np.arange(n, dtype=np.uint64)
    lidar, worlds = Lidar([world]), np.zeros(n, np.intp)
    lidar.scan(worlds, place, turn, seeds, seeds)
    times = []
    for _ in range(max(repeats, 5)):
        start = time.perf_counter()
        lidar.scan(worlds, place, turn, seeds, seeds)
        times.append(1e6 * (time.perf_counter() - start) / n)
    return {'median': statistics.median(times), 'min': min(times), 'max': max(times)}


if __name__ == '__main__':
    main()
