"""What the ROS graph costs training: the same PPO in this process and through env_servers.

    python bench/graph_training.py [--quick] [--models fast full] [--rovers 64 512 1024]
                                   [--servers 1 2] [--unpinned] [--repeats 30] [--json FILE]
                                   [--page FILE]

Steps per second end to end, updates included, with the same number of rovers; in turns, so that
all see the same machine. Starts the servers itself, on a ROS domain of its own. Prints a table as
Markdown and writes it; nothing here is a test.
"""

import argparse
import itertools
import os
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from ament_index_python.packages import get_package_prefix
from policy_trainer.config import TrainingConfig
from policy_trainer.config_file import make_config
from policy_trainer.joined_env import JoinedVectorEnv
from policy_trainer.learner import make_learner
from policy_trainer.vec_env import Sb3VectorEnv
from result_file import machine, put_into, write_result
from rover_env.env_client import RemoteVectorEnv
from rover_env.starts import StartRule
from rover_env.vector_env import RoverVectorEnv
from stable_baselines3.common.base_class import BaseAlgorithm

DOMAIN = 97
CONFIG = TrainingConfig()
IN_PROCESS = 'in process'
STEPS = 2 * CONFIG.update_timesteps  # between two looks at the clock


@dataclass(frozen=True)
class Row:
    """One line of the table; cost: share of the steps per second that the graph takes."""

    model: str
    rovers: int
    name: str
    env_steps_per_s: float
    slowest: float
    fastest: float
    cost: float


def main() -> None:
    """Measure, print and write."""
    options = _options()
    torch.set_num_threads(CONFIG.torch_threads)
    load = os.getloadavg()[0]
    rows = []
    for model, n_rovers in itertools.product(options.models, options.rovers):
        with ExitStack() as stack:
            learners = {IN_PROCESS: _learner(_in_process(model, n_rovers))}
            for number in options.servers:
                names = stack.enter_context(
                    _servers(model, n_rovers, _cores(number, options.unpinned))
                )
                name = f'{number} env_server{"s"[: number - 1]}'
                learners[name] = _learner(_served(names))
            speeds = _measure(learners, _repeats(options, model))
        rows += _rows(model, n_rovers, speeds)
    table = {'rows': [asdict(row) for row in rows], **machine(load)}
    lines = _markdown(rows, table)
    print('\n'.join(lines))
    write_result(options.json, table)
    if options.page:
        put_into(options.page, 'bench/graph_training.py', lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--quick', action='store_true', help='2 repeats')
    parser.add_argument(
        '--models', nargs='+', default=['fast', 'full'], choices=['fast', 'full'], help='of physics'
    )
    parser.add_argument(
        '--servers', type=int, nargs='+', default=[1, 2], help='env_servers that share the rovers'
    )
    parser.add_argument('--unpinned', action='store_true', help='several servers share the cores')
    parser.add_argument(
        '--rovers', type=int, nargs='+', default=[64, 512, 1024], help='of each part'
    )
    parser.add_argument(
        '--repeats', type=int, default=30, help=f'of {STEPS:,} steps; full physics: a fifth of it'
    )
    parser.add_argument('--json', type=Path, default=Path('runs/bench/graph_training.json'))
    parser.add_argument('--page', type=Path, help='Markdown file whose table is replaced')
    return parser.parse_args()


def _repeats(options: argparse.Namespace, model: str) -> int:
    """Return fewer for the full physics, where each takes longer and the graph is less of it."""
    if options.quick:
        return 2
    return options.repeats if model == 'fast' else max(2, options.repeats // 5)


@contextmanager
def _servers(model: str, n_rovers: int, cores: list[list[str]]) -> Iterator[list[str]]:
    """Run an env_server for each of cores, of the same physics and starts as training has."""
    number = len(cores)
    executable = Path(get_package_prefix('rover_env')) / 'lib' / 'rover_env' / 'env_server'
    start, environment = CONFIG.start, CONFIG.environment
    params = {
        'mode': 'batch',
        'model': model,
        'physics_step': environment.physics_step_s,
        'n_envs': n_rovers // number,
        'threads': max(1, environment.threads // number),
        'start_jitter': start.jitter_m,
        'yaw_jitter': start.yaw_jitter_rad,
        'random_share': environment.random_start_share,
    }
    chosen = [word for name, value in params.items() for word in ('-p', f'{name}:={value}')]
    names = [f'env_{index + 1}_of_{number}' for index in range(number)]
    processes = [
        subprocess.Popen(
            [*keep, executable, '--ros-args', '-r', f'__ns:=/{name}', *chosen],
            env=os.environ | {'ROS_DOMAIN_ID': str(DOMAIN)},
        )
        for name, keep in zip(names, cores, strict=True)
    ]
    try:
        yield names
    finally:
        for process in processes:
            process.send_signal(signal.SIGINT)
        for process in processes:
            process.wait()


def _cores(number: int, unpinned: bool) -> list[list[str]]:
    """Return what keeps each of several servers to a core of its own.

    Else Linux lets two wait for one core while another is idle.
    """
    if number == 1 or unpinned:
        return [[] for _ in range(number)]
    cores = itertools.cycle(sorted(os.sched_getaffinity(0)))
    return [['taskset', '-c', str(core)] for core in itertools.islice(cores, number)]


def _in_process(model: str, n_rovers: int) -> RoverVectorEnv:
    start, environment = CONFIG.start, CONFIG.environment
    rule = StartRule(None, start.jitter_m, start.yaw_jitter_rad, environment.random_start_share)
    return RoverVectorEnv(
        n_rovers,
        ['mars'],
        model=model,
        physics_step_s=environment.physics_step_s,
        starts=rule,
        threads=environment.threads,
    )


def _served(names: list[str]) -> JoinedVectorEnv:
    return JoinedVectorEnv(
        {name: RemoteVectorEnv(f'/{name}', timeout_s=180.0, domain_id=DOMAIN) for name in names}
    )


def _learner(env: RoverVectorEnv | JoinedVectorEnv) -> BaseAlgorithm:
    adapter = Sb3VectorEnv(env)
    adapter.seed(0)
    settings = {
        'environment': {'n_rovers': env.num_envs},
        'ppo': {'n_steps': CONFIG.update_timesteps // env.num_envs},
    }
    return make_learner(make_config(settings), adapter)


def _measure(learners: dict[str, BaseAlgorithm], repeats: int) -> dict[str, list[float]]:
    """Return steps per second of each repeat; one more before them compiles and is not counted."""
    speeds: dict[str, list[float]] = {name: [] for name in learners}
    for _ in range(repeats + 1):
        for name, learner in learners.items():
            before, began_s = learner.num_timesteps, time.perf_counter()
            learner.learn(STEPS, reset_num_timesteps=False)
            steps = learner.num_timesteps - before
            speeds[name].append(steps / (time.perf_counter() - began_s))
    for learner in learners.values():
        env = learner.get_env()
        assert env is not None
        env.close()
    return {name: measured[1:] for name, measured in speeds.items()}


def _rows(model: str, n_rovers: int, speeds: dict[str, list[float]]) -> list[Row]:
    plain = speeds[IN_PROCESS]
    return [
        Row(
            model,
            n_rovers,
            name,
            statistics.median(measured),
            min(measured),
            max(measured),
            # Neighbours in time are compared, as the machine may change in between.
            1.0 - statistics.median(a / b for a, b in zip(measured, plain, strict=True)),
        )
        for name, measured in speeds.items()
    ]


def _markdown(rows: list[Row], table: dict[str, Any]) -> list[str]:
    lines = [
        '| model | rovers | where | env steps/s | cost of the graph |',
        '|---|---|---|---|---|',
    ]
    for row in rows:
        cost = '' if row.name == IN_PROCESS else f'{row.cost:.1%}'
        span = f'{row.env_steps_per_s:,.0f} ({row.slowest:,.0f}–{row.fastest:,.0f})'  # noqa: RUF001
        lines.append(f'| {row.model} | {row.rovers} | {row.name} | {span} | {cost} |')
    lines += [
        '',
        f'{table["cores"]} cores, load average {table["load_before"]:.1f} before, '
        f'{table["load_after"]:.1f} after; Python {table["python"]}.',
    ]
    return lines


if __name__ == '__main__':
    main()
