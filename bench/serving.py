"""How long a policy takes to answer: in its own process, over ROS, and beside a bare service.

    python bench/serving.py [--quick] [--starts 10] [--policy FILE] [--json FILE] [--page FILE]

Over ROS, policy_server and a node with nothing but a std_srvs/Trigger service answer the same
client, each in its own process on this machine. The cases take turns, a few requests each, so that
all see the same machine, and all processes are started anew ten times, as each start finds them on
other cores. The judgement of a 360-ray scan by the collision monitor's rule is timed,
too. Prints a table and writes it; nothing here is a test.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import pi
from pathlib import Path
from time import perf_counter

import numpy as np
import onnxruntime
import rclpy
from ament_index_python.packages import get_package_prefix
from bare_trigger import NAME as BARE
from policy_server.inference import Policy
from rclpy.executors import Executor, SingleThreadedExecutor
from rclpy.node import Node
from result_file import machine, put_into, write_result
from rover_env.collision_watch import CollisionWatch, LidarScan, WatchRule
from rover_env.spec import OBSERVATION_SIZE
from rover_interfaces.srv import Infer
from std_srvs.srv import Trigger

ROOT = Path(__file__).resolve().parents[1]
BATCHES = (1, 64)
REQUESTS_IN_A_TURN = 50
WARM_UP = 200  # requests of each case before anything counts
START_TIMEOUT_S, STOP_TIMEOUT_S = 30.0, 10.0
N_RAYS = 360
BARE_CASE = 'std_srvs/Trigger, bare node'


@dataclass(frozen=True)
class Row:
    """One line of the table, in microseconds of wall time."""

    name: str
    p50_us: float
    p99_us: float
    times_bare_p50: float | None  # of the cases over ROS


def main() -> None:
    """Measure, print and write."""
    options = _options()
    load_before = os.getloadavg()[0]
    starts, turns = (1, 5) if options.quick else (options.starts, 20)
    times_s: dict[str, list[float]] = {}
    for _ in range(starts):
        for name, seconds in _one_start(options.policy, turns).items():
            times_s.setdefault(name, []).extend(seconds)
    rows = _rows(times_s)
    table = {
        'rows': [asdict(row) for row in rows],
        'requests': len(times_s[BARE_CASE]),
        **machine(load_before),
        'onnxruntime': onnxruntime.__version__,
    }
    lines = _markdown(rows, table)
    print('\n'.join(lines))
    write_result(options.json, table)
    if options.page:
        put_into(options.page, 'bench/serving.py', lines)


def _one_start(policy: Path, turns: int) -> dict[str, list[float]]:
    """Return the seconds of every request of each case, with processes started anew."""
    rclpy.init()
    node = rclpy.create_node('serving_bench')
    try:
        with _servers(policy):
            return _take_turns(_cases(node, policy), turns)
    finally:
        node.destroy_node()
        rclpy.try_shutdown()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--quick', action='store_true', help='one start and few requests')
    parser.add_argument(
        '--starts', type=int, default=10, help='of all processes, each of which finds other caches'
    )
    parser.add_argument('--policy', type=Path, default=ROOT / 'policies' / 'mars.onnx')
    parser.add_argument('--json', type=Path, default=Path('runs/bench/serving.json'))
    parser.add_argument('--page', type=Path, help='Markdown file whose table is replaced')
    return parser.parse_args()


@contextmanager
def _servers(policy: Path) -> Iterator[None]:
    """Run policy_server and the bare service, each in its own process."""
    server = Path(get_package_prefix('policy_server')) / 'lib' / 'policy_server' / 'policy_server'
    commands = (
        [str(server), '--ros-args', '-p', f'policy:={policy}'],
        [sys.executable, str(ROOT / 'bench' / 'bare_trigger.py')],
    )
    processes = [subprocess.Popen(command) for command in commands]
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGINT)
        for process in processes:
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _cases(node: Node, policy_file: Path) -> dict[str, Callable[[], None]]:
    """Return what is timed, by name."""
    policy = Policy(policy_file)
    rng = np.random.default_rng(0)
    batches = {n: rng.random((n, OBSERVATION_SIZE), np.float32) for n in BATCHES}
    requests = {
        n: Infer.Request(batch=n, observations=array('f', batch.tobytes()))
        for n, batch in batches.items()
    }
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    infer = _caller(node, executor, Infer, 'policy/infer')
    trigger = _caller(node, executor, Trigger, BARE)
    cases: dict[str, Callable[[], None]] = {
        f'in process, batch {n}': lambda n=n: _check(policy.infer(batches[n]).actions.size == n)
        for n in BATCHES
    }
    cases |= {f'policy/infer over ROS, batch {n}': lambda n=n: infer(requests[n]) for n in BATCHES}
    cases[BARE_CASE] = lambda: trigger(Trigger.Request())
    cases[f'collision rule, {N_RAYS} rays'] = _scan_judge()
    return cases


def _caller(node: Node, executor: Executor, kind: type, name: str) -> Callable[[object], None]:
    """Return a function that sends a request and waits for its reply."""
    client = node.create_client(kind, name)
    _check(client.wait_for_service(START_TIMEOUT_S), f'nobody offers {name}')

    def call(request: object) -> None:
        future = client.call_async(request)
        executor.spin_until_future_complete(future, START_TIMEOUT_S)
        _check(future.done() and future.result().success, f'{name}: {future.result()}')

    return call


def _scan_judge() -> Callable[[], None]:
    """Return a function that has the next scan of a full circle judged."""
    watch = CollisionWatch(WatchRule(use_contacts=False))
    ranges = np.random.default_rng(0).uniform(1.0, 12.0, N_RAYS).astype(np.float32)
    scan = LidarScan(ranges, -pi, pi, 2 * pi / N_RAYS, 0.1, 12.0)
    stamps = iter(range(1, 2**62))

    def judge() -> None:
        stamp_ns = next(stamps)
        _check(len(watch.on_scan(stamp_ns, scan, stamp_ns)) == 1)

    return judge


def _check(holds: bool, what: object = 'a case answered nothing') -> None:
    if not holds:
        raise RuntimeError(str(what))


def _take_turns(cases: dict[str, Callable[[], None]], turns: int) -> dict[str, list[float]]:
    """Return the seconds of every request of each case."""
    for request in cases.values():
        for _ in range(WARM_UP):
            request()
    times_s: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(turns):
        for name, request in cases.items():
            for _ in range(REQUESTS_IN_A_TURN):
                began_s = perf_counter()
                request()
                times_s[name].append(perf_counter() - began_s)
    return times_s


def _rows(times_s: dict[str, list[float]]) -> list[Row]:
    bare_us = 1e6 * statistics.median(times_s[BARE_CASE])
    rows = []
    for name, seconds in times_s.items():
        p50_us = 1e6 * statistics.median(seconds)
        over_ros = 'ROS' in name or name == BARE_CASE
        ratio = p50_us / bare_us if over_ros else None
        rows.append(Row(name, p50_us, 1e6 * float(np.quantile(seconds, 0.99)), ratio))
    return rows


def _markdown(rows: list[Row], table: dict[str, object]) -> list[str]:
    lines = ['| | p50 | p99 | p50 / bare |', '|---|---|---|---|']
    for row in rows:
        ratio = '' if row.times_bare_p50 is None else f'{row.times_bare_p50:.2f}'
        lines.append(f'| {row.name} | {row.p50_us:,.0f} us | {row.p99_us:,.0f} us | {ratio} |')
    lines += [
        '',
        f'{table["requests"]:,} requests of each; {table["cores"]} cores, load average '
        f'{table["load_before"]:.1f} before, {table["load_after"]:.1f} after; Python '
        f'{table["python"]}, ONNX Runtime {table["onnxruntime"]}.',
    ]
    return lines


if __name__ == '__main__':
    main()
