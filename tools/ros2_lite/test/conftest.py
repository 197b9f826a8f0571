"""Runs the real command in processes of its own, on a ROS domain that no other test run uses."""

import fcntl
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from ros2_lite.fastdds import set_fastdds_profile
from ros2_lite.launch.process_tree import die_with_parent

SOURCE = Path(__file__).resolve().parents[1]
PATIENCE_S = 30.0


@pytest.fixture(scope='session')
def domain() -> Iterator[str]:
    """Hold a lock on one ROS_DOMAIN_ID for as long as these tests run."""
    for number in random.sample(range(1, 101), 100):
        file = Path(tempfile.gettempdir()) / f'jezero_domain_{number}.lock'  # as tests/conftest.py
        with file.open('w') as lock, suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield str(number)
            return
    pytest.fail('all ROS domains are in use; end other runs of these tests')


@pytest.fixture(scope='session')
def environment(domain, tmp_path_factory) -> dict[str, str]:
    environment = os.environ | {
        'AMENT_PREFIX_PATH': os.environ.get('AMENT_PREFIX_PATH', sys.prefix),
        'PYTHONPATH': f'{SOURCE}:{os.environ.get("PYTHONPATH", "")}',
        'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST',
        'ROS_DOMAIN_ID': domain,
        'ROS_LOG_DIR': str(tmp_path_factory.mktemp('log')),
    }
    set_fastdds_profile(environment)
    return environment


@pytest.fixture
def start(environment) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start `ros2 ARGUMENTS`; what still runs at the end of the test is killed."""
    started = []

    parent = os.getpid()

    def start_command(*arguments, **more) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, '-m', 'ros2_lite', *map(str, arguments)],
            env=environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL, parent),
        )
        started.append(process)
        return process

    yield start_command
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@dataclass(frozen=True)
class Result:
    """What a command wrote, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


class Ros2:
    """Runs commands to their end."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def __call__(self, *arguments, **more) -> Result:
        return self.each(arguments, **more)[0]

    def each(self, *commands, **more) -> list[Result]:
        """Run several at once: most of their time is waiting for the graph."""
        processes = [
            subprocess.Popen(
                [sys.executable, '-m', 'ros2_lite', *map(str, command)],
                env=self._environment | more,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for command in commands
        ]
        outputs = [process.communicate(timeout=PATIENCE_S) for process in processes]
        return [
            Result(process.returncode, *output)
            for process, output in zip(processes, outputs, strict=True)
        ]


@pytest.fixture(scope='session')
def ros2(environment) -> Ros2:
    return Ros2(environment)


@pytest.fixture
def wait_for() -> Callable[..., object]:
    """Wait until a condition holds; the value that made it true is returned."""

    def wait(condition, what='the condition'):
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        pytest.fail(f'waited {PATIENCE_S} s for {what}')

    return wait


@pytest.fixture
def launch_file(tmp_path) -> Callable[..., Path]:
    """Write a launch file around the given tags."""

    def write(tags: str, name: str = 'test.launch.xml') -> Path:
        file = tmp_path / name
        file.write_text(f'<launch>\n{tags}\n</launch>\n')
        return file

    return write
