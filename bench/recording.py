"""What the record of every step (record.steps) costs training.

    python bench/recording.py [--repeats 4] [--json FILE] [--page FILE]

Whole runs of the default settings but short and hardly tested, with `all` and with `none`, in
turns, so that both see the same machine; a first pair compiles and is not counted. Prints a table
as Markdown; nothing here is a test.
"""

import argparse
import os
import statistics
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from policy_trainer.config import TrainingConfig
from policy_trainer.environments import RunEnvironments
from policy_trainer.start_run import begin_run
from policy_trainer.train import train
from result_file import machine, put_into, write_result

STEPS = TrainingConfig().block_timesteps
HARDLY = {'physics': 'fast', 'starts': 1, 'n_rovers': 1, 'step_limit': 1}
CASES = ('none', 'all')


@dataclass(frozen=True)
class Row:
    """One line of the table: medians. cost: share of the steps per second that recording takes."""

    record_steps: str
    env_steps_per_s: float
    processor_time_per_step_us: float
    cost: float


def main() -> None:
    """Measure, print and write."""
    options = _options()
    load = os.getloadavg()[0]
    pairs = [[_measure(case) for case in CASES] for _ in range(options.repeats + 1)][1:]
    rows = []
    for index, case in enumerate(CASES):
        walls_s, cpus_s = zip(*(pair[index] for pair in pairs), strict=True)
        rows.append(
            Row(
                case,
                STEPS / statistics.median(walls_s),
                1e6 * statistics.median(cpus_s) / STEPS,
                # Neighbours in time are compared, as the machine may change in between.
                1.0 - statistics.median(pair[0][0] / pair[index][0] for pair in pairs),
            )
        )
    table = {'rows': [asdict(row) for row in rows], 'steps': STEPS, **machine(load)}
    lines = _markdown(rows, table)
    print('\n'.join(lines))
    write_result(options.json, table)
    if options.page:
        put_into(options.page, 'bench/recording.py', lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--repeats', type=int, default=4, help=f'of {STEPS:,} steps each')
    parser.add_argument('--json', type=Path, default=Path('runs/bench/recording.json'))
    parser.add_argument('--page', type=Path, help='Markdown file whose table is replaced')
    return parser.parse_args()


def _measure(record_steps: str) -> tuple[float, float]:
    """Return the seconds of wall and of processor time that a run takes."""
    settings = {
        'total_timesteps': STEPS,
        'record': {'steps': record_steps},
        'evaluation': HARDLY,
    }
    with TemporaryDirectory() as folder:
        run = begin_run(Path(folder), record_steps, settings)
        began_s, cpu_s = time.perf_counter(), time.process_time()
        train(run, RunEnvironments(run), threading.Event())
        return time.perf_counter() - began_s, time.process_time() - cpu_s


def _markdown(rows: list[Row], table: dict[str, Any]) -> list[str]:
    lines = [
        '| record.steps | env steps/s | processor time per step | cost |',
        '|---|---|---|---|',
    ]
    for row in rows:
        cost = f'{row.cost:.1%}' if row.record_steps != CASES[0] else ''
        speed, cpu_us = row.env_steps_per_s, row.processor_time_per_step_us
        lines.append(f'| `{row.record_steps}` | {speed:,.0f} | {cpu_us:.1f} us | {cost} |')
    lines += [
        '',
        f'{table["cores"]} cores, load average {table["load_before"]:.1f} before, '
        f'{table["load_after"]:.1f} after; Python {table["python"]}.',
    ]
    return lines


if __name__ == '__main__':
    main()
