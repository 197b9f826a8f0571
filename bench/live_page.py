"""What the live page costs training: its steps per second with and without a viewer.

    python bench/live_page.py [--quick] [--pairs 6] [--window 15] [--json FILE]

One trainer node runs with the default settings. In turns nobody watches, or a web node runs with
one viewer on its socket that takes every message. Each pair has both, in the order A B, B A, A B,
..., because training itself changes its speed as episodes grow longer. Prints a table and writes
JSON; nothing here is a test.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from ament_index_python.packages import get_package_prefix
from policy_trainer.json_lines import read_json_lines
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

SETTINGS = '{total_timesteps: 1000000000, block_updates: 100000}'  # no test comes between
START_TIMEOUT_S = 120.0
SETTLING_S = 3.0  # after a start or an end, before a window begins
FREE_DOMAIN = '101'


@dataclass(frozen=True)
class Window:
    """Speed of training over one window. messages: that the viewer got, 0 without one."""

    watched: bool
    steps_per_s: float
    messages: int


def main() -> None:
    """Measure, print and write."""
    options = _options()
    pairs, window_s = (2, 12.0) if options.quick else (options.pairs, options.window)
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, _trainer(Path(folder)) as metrics:
        windows = [
            _measure(metrics, window_s, watched)
            for pair in range(pairs)
            for watched in ((False, True) if pair % 2 == 0 else (True, False))
        ]
    _print(windows)
    table = {
        'windows': [asdict(window) for window in windows],
        'cost': _cost(windows),
        'window_s': window_s,
        'load_before': load_before,
        'load_after': os.getloadavg()[0],
        'cores': os.cpu_count(),
    }
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(table, indent=2) + '\n', encoding='utf-8')
    print(f'written to {options.json}')


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--quick', action='store_true', help='2 pairs of 12 s')
    parser.add_argument('--pairs', type=int, default=6)
    parser.add_argument('--window', type=float, default=15.0, help='[s] of each measurement')
    parser.add_argument('--json', type=Path, default=Path('runs/bench/live_page.json'))
    return parser.parse_args()


def _measure(metrics: Path, window_s: float, watched: bool) -> Window:
    if not watched:
        time.sleep(SETTLING_S)
        return Window(False, _speed(metrics, window_s), 0)
    with _viewer() as messages:
        time.sleep(SETTLING_S)
        before = messages()
        return Window(True, _speed(metrics, window_s), messages() - before)


def _speed(metrics: Path, window_s: float) -> float:
    """Return the speed between the first and the last update that end in the window."""
    n_before = sum(1 for _ in read_json_lines(metrics))
    time.sleep(window_s)
    records = list(read_json_lines(metrics))[n_before:]
    if len(records) < 2:
        raise RuntimeError(f'only {len(records)} updates in {window_s} s; give a longer --window')
    first, last = records[0], records[-1]
    steps = last['timesteps'] - first['timesteps']
    return float(steps / (last['wall_time_s'] - first['wall_time_s']))


@contextmanager
def _trainer(folder: Path) -> Iterator[Path]:
    """Train endlessly; yields the file that grows with every update."""
    settings = folder / 'settings.yaml'
    settings.write_text(SETTINGS, encoding='utf-8')
    parameters = {'run': 'bench', 'runs_dir': folder, 'config': settings, 'autostart': 'true'}
    metrics = folder / 'bench' / 'metrics.jsonl'
    with _node('policy_trainer', 'trainer', folder / 'trainer.log', parameters):
        _wait_until(lambda: sum(1 for _ in read_json_lines(metrics)) > 2, 'the first updates')
        yield metrics


@contextmanager
def _viewer() -> Iterator[Callable[[], int]]:
    """Serve the live page to one viewer; yields what tells how many messages it got."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / 'web.log'
        with _node('rover_web', 'web', log, {'port': 0}):
            _wait_until(lambda: 'live view at' in log.read_text(), 'the web node')
            address = re.search(r'live view at http(\S+)', log.read_text())
            assert address is not None
            with connect(f'ws{address[1]}ws') as socket:
                count = 0

                def take_all() -> None:
                    nonlocal count
                    with suppress(ConnectionClosed):
                        for _ in socket:
                            count += 1

                taking = threading.Thread(target=take_all)
                taking.start()
                yield lambda: count
            taking.join()


@contextmanager
def _node(package: str, name: str, log: Path, parameters: dict[str, object]) -> Iterator[None]:
    arguments = [part for key, value in parameters.items() for part in ('-p', f'{key}:={value}')]
    executable = Path(get_package_prefix(package)) / 'lib' / package / name
    environment = os.environ | {'ROS_DOMAIN_ID': FREE_DOMAIN, 'PYTHONUNBUFFERED': '1'}
    with log.open('wb') as output:
        process = subprocess.Popen(
            [str(executable), '--ros-args', *arguments],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    while not holds():
        if time.monotonic() > deadline_s:
            raise RuntimeError(f'{what}: not in {START_TIMEOUT_S} s')
        time.sleep(0.1)


def _cost(windows: list[Window]) -> float:
    """Return the share of the speed that watching takes: median over the pairs."""
    pairs = zip(windows[::2], windows[1::2], strict=True)
    ratios = []
    for one, other in pairs:
        watched, alone = (one, other) if one.watched else (other, one)
        ratios.append(watched.steps_per_s / alone.steps_per_s)
    return 1.0 - statistics.median(ratios)


def _print(windows: list[Window]) -> None:
    print(f'{"live page":20}{"env steps/s":>14}{"range":>20}{"messages":>10}')
    for watched, name in ((False, 'nobody watches'), (True, 'one viewer')):
        speeds = [window.steps_per_s for window in windows if window.watched is watched]
        messages = sum(window.messages for window in windows if window.watched is watched)
        between = f'{min(speeds):,.0f} to {max(speeds):,.0f}'
        print(f'{name:20}{statistics.median(speeds):14,.0f}{between:>20}{messages:10}')
    print(f'cost of the live page: {_cost(windows):.1%} of the speed, median over the pairs')


if __name__ == '__main__':
    main()
