"""What the live page costs training: its steps per second with and without viewers.

    python bench/live_page.py [--quick] [--pairs 30] [--viewers 1] [--json FILE] [--page FILE]

One trainer node runs with the default settings, and one web node. In turns viewers hold the sockets
of the live page open and take every message, or they have left and the web node is stopped by
SIGSTOP, so that it takes no time, as if it were not there. No simulation runs: what flows is the
progress of the training and one rover that trains, and the cameras have no pictures. A window is a
few updates of the network. Each pair of windows has both, in the order A B, B A, A B, ..., because
training changes its speed as episodes grow longer. Prints a table and writes it; nothing here is a
test.
"""

import argparse
import os
import re
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ament_index_python.packages import get_package_prefix
from live_viewer import Viewers
from result_file import machine, put_into, write_result
from run_updates import RunUpdates
from scipy.stats import bootstrap

SETTINGS = '{total_timesteps: 1000000000, block_updates: 100000}'  # no test comes between
WINDOW_UPDATES = 6
START_TIMEOUT_S = 120.0
LEAVING_S = 3.0  # until the web node has told the trainer that nobody looks
FREE_DOMAIN = '101'


@dataclass(frozen=True)
class Window:
    """What one window showed. web_ms_per_s: processor time of the web node, per second."""

    watched: bool
    steps_per_s: float
    trainer_ms_per_1000_steps: float
    web_ms_per_s: float
    messages: int


@dataclass(frozen=True)
class Cost:
    """Share of the speed that watching takes: of the pairs of windows, in percent."""

    median: float
    quartiles: tuple[float, float]
    interval: tuple[float, float]  # 95 % confidence, of the median

    @classmethod
    def of(cls, windows: Sequence[Window]) -> 'Cost':
        """Compare the two windows of each pair."""
        pairs = (sorted(pair, key=lambda window: window.watched) for pair in _pairs(windows))
        percent = [
            100.0 * (1.0 - watched.steps_per_s / alone.steps_per_s) for alone, watched in pairs
        ]
        sure = bootstrap((percent,), np.median, rng=np.random.default_rng(0)).confidence_interval
        low, _, high = statistics.quantiles(percent, n=4)
        return cls(statistics.median(percent), (low, high), (float(sure.low), float(sure.high)))


def main() -> None:
    """Measure, print and write."""
    options = _options()
    n_pairs = 6 if options.quick else options.pairs
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        trainer = running.enter_context(_trainer(folder))
        web, address = running.enter_context(_web(folder))
        metrics = folder / 'bench' / 'metrics.jsonl'
        _wait_until(lambda: metrics.exists() and metrics.stat().st_size > 0, 'the first update')
        updates = RunUpdates(metrics)
        windows = [
            _watched(updates, trainer, web, Viewers(address, options.viewers))
            if is_watched
            else _alone(updates, trainer, web)
            for pair in range(n_pairs)
            for is_watched in ((False, True) if pair % 2 == 0 else (True, False))
        ]
    table = {
        'windows': [asdict(window) for window in windows],
        'cost': asdict(Cost.of(windows)),
        'viewers': options.viewers,
        **machine(load_before),
    }
    lines = _markdown(windows, table)
    print('\n'.join(lines))
    write_result(options.json, table)
    if options.page:
        put_into(options.page, 'bench/live_page.py', lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--quick', action='store_true', help='6 pairs')
    parser.add_argument('--pairs', type=int, default=30)
    parser.add_argument('--viewers', type=int, default=1)
    parser.add_argument('--json', type=Path, default=Path('runs/bench/live_page.json'))
    parser.add_argument('--page', type=Path, help='Markdown file whose table is replaced')
    return parser.parse_args()


def _watched(
    updates: RunUpdates,
    trainer: 'subprocess.Popen[bytes]',
    web: 'subprocess.Popen[bytes]',
    viewers: Viewers,
) -> Window:
    with viewers:
        return _measure(updates, trainer, web, viewers)


def _alone(
    updates: RunUpdates, trainer: 'subprocess.Popen[bytes]', web: 'subprocess.Popen[bytes]'
) -> Window:
    time.sleep(LEAVING_S)
    web.send_signal(signal.SIGSTOP)
    try:
        return _measure(updates, trainer, web, None)
    finally:
        web.send_signal(signal.SIGCONT)


def _measure(
    updates: RunUpdates,
    trainer: 'subprocess.Popen[bytes]',
    web: 'subprocess.Popen[bytes]',
    viewers: Viewers | None,
) -> Window:
    """Let two updates pass, then measure over the next ones."""
    updates.skip_to_present()
    updates.next()
    first = updates.next()
    began = [_processor_s(process.pid) for process in (trainer, web)]
    n_messages = viewers.messages if viewers else 0
    for _ in range(WINDOW_UPDATES):
        last = updates.next()
    trainer_s, web_s = (
        _processor_s(process.pid) - before
        for process, before in zip((trainer, web), began, strict=True)
    )
    steps, wall_s = last.timesteps - first.timesteps, last.wall_time_s - first.wall_time_s
    return Window(
        watched=viewers is not None,
        steps_per_s=steps / wall_s,
        trainer_ms_per_1000_steps=1e6 * trainer_s / steps,
        web_ms_per_s=1e3 * web_s / wall_s,
        messages=viewers.messages - n_messages if viewers else 0,
    )


def _processor_s(pid: int) -> float:
    """Return the processor time of all threads of a process so far, in seconds."""
    fields = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


@contextmanager
def _trainer(folder: Path) -> Iterator['subprocess.Popen[bytes]']:
    """Train endlessly."""
    settings = folder / 'settings.yaml'
    settings.write_text(SETTINGS, encoding='utf-8')
    parameters = {'run': 'bench', 'runs_dir': folder, 'config': settings, 'autostart': 'true'}
    with _node('policy_trainer', 'trainer', folder / 'trainer.log', parameters) as process:
        yield process


@contextmanager
def _web(folder: Path) -> Iterator[tuple['subprocess.Popen[bytes]', str]]:
    """Serve; yields the process and its address without a scheme."""
    log = folder / 'web.log'
    with _node('rover_web', 'web', log, {'port': 0, 'runs': folder}) as process:
        _wait_until(lambda: 'live view at' in log.read_text(), 'the web node')
        address = re.search(r'live view at http://(\S+)/', log.read_text())
        assert address is not None
        yield process, address[1]


@contextmanager
def _node(
    package: str, name: str, log: Path, parameters: dict[str, object]
) -> Iterator['subprocess.Popen[bytes]']:
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
        yield process
    finally:
        process.send_signal(signal.SIGCONT)  # one that is stopped ends only when it goes on
        process.terminate()
        process.wait()


def _wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    while not holds():
        if time.monotonic() > deadline_s:
            raise RuntimeError(f'{what}: not in {START_TIMEOUT_S} s')
        time.sleep(0.1)


def _pairs(windows: Sequence[Window]) -> Iterator[tuple[Window, Window]]:
    return zip(windows[::2], windows[1::2], strict=True)


def _markdown(windows: Sequence[Window], table: dict[str, Any]) -> list[str]:
    cost, viewers = Cost.of(windows), table['viewers']
    named = {False: 'nobody watches', True: f'{viewers} viewer{"s"[: viewers != 1]}'}
    lines = [
        '| | env steps/s | trainer: processor time of 1,000 steps | web node: processor time |',
        '|---|---|---|---|',
    ]
    for watched, name in named.items():
        kind = [window for window in windows if window.watched is watched]
        speeds = [window.steps_per_s for window in kind]
        trainer_ms = statistics.median(window.trainer_ms_per_1000_steps for window in kind)
        web_ms = statistics.mean(window.web_ms_per_s for window in kind)
        lines.append(
            f'| {name} | {statistics.median(speeds):,.0f} ({min(speeds):,.0f}–{max(speeds):,.0f}) '
            f'| {trainer_ms:.1f} ms | {web_ms:.1f} ms per second |'
        )
    messages = sum(window.messages for window in windows)
    lines += [
        '',
        f'Cost of watching: {cost.median:.1f} % of the steps per second, the median of '
        f'{len(windows) // 2} pairs (95 % confidence: {cost.interval[0]:.1f} to '
        f'{cost.interval[1]:.1f} %; quartiles of the pairs: {cost.quartiles[0]:.1f} and '
        f'{cost.quartiles[1]:.1f} %). {messages:,} messages came. {table["cores"]} cores, load '
        f'average {table["load_before"]:.1f} before, {table["load_after"]:.1f} after; Python '
        f'{table["python"]}.',
    ]
    return lines


if __name__ == '__main__':
    main()
