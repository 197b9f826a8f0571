"""How fast training is: steps per second end to end, where the time goes, time to a good policy.

    python bench/training.py [--quick] [--repeats 3] [--json FILE]
    python bench/training.py --seeds N [--again] [--json FILE] [--curves FILE]

PPO with the default settings on the fast model: in the batch of rovers that training uses, and in
Stable-Baselines3's own vector environments over `jezero/Mars-v1`. With --seeds, N whole trainings
instead, each until its test on the full physics is passed, and a picture of how they learned.
Prints tables and writes them to a JSON file; nothing here is a test.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import stable_baselines3
import torch
from result_file import machine, write_result
from training_seeds import SeedRow, draw_curves, train_seed
from training_speed import SpeedRow, measure_shares, measure_speeds


def main() -> None:
    """Measure, print and write."""
    options = _options()
    load_before = os.getloadavg()[0]
    if options.seeds:
        measured: dict[str, Any] = {'seeds': [asdict(row) for row in _seeds(options)]}
    else:
        measured = _speeds(options)
    table = measured | {
        **machine(load_before),
        'torch': torch.__version__,
        'stable_baselines3': stable_baselines3.__version__,
    }
    print(
        f'\nload {load_before:.1f} before, {table["load_after"]:.1f} after, {table["cores"]} cores'
    )
    write_result(options.json, table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--quick', action='store_true', help='2 repeats of 1 update')
    parser.add_argument('--repeats', type=int, default=3, help='of each speed')
    parser.add_argument('--updates', type=int, default=2, help='of the network in one repeat')
    parser.add_argument('--seeds', type=int, default=0, help='whole trainings, seeds 0 to N - 1')
    parser.add_argument('--again', action='store_true', help='test each once more, fresh starts')
    parser.add_argument('--runs-dir', type=Path, default=Path('runs/bench'))
    parser.add_argument('--json', type=Path, default=Path('runs/bench/training.json'))
    parser.add_argument('--curves', type=Path, default=Path('docs/benchmarks/training.png'))
    return parser.parse_args()


def _speeds(options: argparse.Namespace) -> dict[str, Any]:
    repeats, updates = (2, 1) if options.quick else (options.repeats, options.updates)
    speeds = measure_speeds(repeats, updates)
    _print_speeds(speeds)
    shares = measure_shares(max(updates, 2))
    print(f'\n{"where the time goes":34}{"share":>8}')
    for part, share in shares.items():
        print(f'{part:34}{share:8.1%}')
    return {'speeds': [asdict(row) for row in speeds], 'shares': shares}


def _print_speeds(rows: list[SpeedRow]) -> None:
    print(f'{"environment":34}{"N":>5}{"threads":>9}{"env steps/s":>13}{"range":>17}')
    for row in rows:
        span = f'{row.slowest:,.0f}-{row.fastest:,.0f}'
        print(
            f'{row.name:34}{row.rovers:5}{row.threads:9}{row.env_steps_per_s:13,.0f}{span:>17}',
        )


def _seeds(options: argparse.Namespace) -> Iterator[SeedRow]:
    """Train with each seed; print and yield each result, and draw the curves after the last."""
    rows: list[SeedRow] = []
    print(f'{"seed":>4}  {"ended by":12}{"timesteps":>11}{"wall s":>8}{"test":>7}{"again":>7}')
    for seed in range(options.seeds):
        row = train_seed(seed, options.runs_dir, options.again)
        rows.append(row)
        again = '-' if row.fresh_rate is None else f'{row.fresh_rate:.0%}'
        print(
            f'{seed:4}  {row.ended_by:12}{row.timesteps:11,}{row.wall_s:8.0f}'
            f'{row.test_rate:7.0%}{again:>7}',
            flush=True,
        )
        yield row
    draw_curves(rows, options.curves)
    print(f'curves drawn to {options.curves}')


if __name__ == '__main__':
    main()
