"""The set-up of a machine: what it refuses, what it repairs and what it builds again."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Setup = Callable[[str], str]

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the set-up and one package, and nothing installed."""
    shutil.copytree(ROOT / 'tools' / 'setup', tmp_path / 'tools' / 'setup')
    shutil.copytree(
        ROOT / 'ros2_ws' / 'src' / 'rover_bringup',
        tmp_path / 'ros2_ws' / 'src' / 'rover_bringup',
    )
    return tmp_path


@pytest.fixture
def setup(checkout: Path) -> Setup:
    """Evaluate an expression over the modules of that checkout's set-up."""

    def evaluate(expression: str) -> str:
        code = 'import environment, machine, record, workspace; print(' + expression + ')'
        folder = checkout / 'tools' / 'setup'
        command = [sys.executable, '-c', code]
        return subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=60
        ).stdout.strip()

    return evaluate


def start(checkout: Path, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, '-E', '-s', str(checkout / 'tools' / 'setup' / 'prepare.py')]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_missing_compiler_is_named_with_the_command_that_mends_it(checkout: Path) -> None:
    answer = start(checkout, PATH='/nowhere')
    assert answer.returncode == 1
    assert 'sudo apt-get install g++ make cmake' in answer.stderr
    assert 'Traceback' not in answer.stderr


FINGERPRINT = "workspace.package_fingerprint(workspace.SOURCES / 'rover_bringup')"


def test_package_that_did_not_change_is_not_built_again(checkout: Path, setup: Setup) -> None:
    mark = setup(FINGERPRINT)
    module = checkout / 'ros2_ws/src/rover_bringup/rover_bringup/__init__.py'
    module.write_text(module.read_text() + '\n')  # linked, not copied: live without a build
    assert setup(FINGERPRINT) == mark


@pytest.mark.parametrize('name', ['package.xml', 'setup.py', 'launch/new.launch.xml'])
def test_package_is_built_again_when_a_file_of_its_build_changes(
    checkout: Path, setup: Setup, name: str
) -> None:
    mark = setup(FINGERPRINT)
    file = checkout / 'ros2_ws/src/rover_bringup' / name
    file.parent.mkdir(exist_ok=True)
    file.write_text((file.read_text() if file.exists() else '') + ' ')
    assert setup(FINGERPRINT) != mark


@pytest.mark.parametrize('text', ['', '{', '[]', '{"environment": 1}'])
def test_damaged_record_means_nothing_is_done(checkout: Path, setup: Setup, text: str) -> None:
    (checkout / '.venv').mkdir()
    (checkout / '.venv/jezero_setup.json').write_text(text)
    assert setup('vars(record.Record.load())') == "{'environment': '', 'packages': {}}"


def test_record_survives_a_round_trip(checkout: Path, setup: Setup) -> None:
    (checkout / '.venv').mkdir()
    setup("record.Record('mark', {'scorer': 'x'}).save()")
    written = "{'environment': 'mark', 'packages': {'scorer': 'x'}}"
    assert setup('vars(record.Record.load())') == written


def test_changed_lock_asks_for_another_environment(checkout: Path, setup: Setup) -> None:
    mark = setup('environment.environment_fingerprint()')
    lock = checkout / 'tools/setup/python.lock'
    lock.write_text(lock.read_text() + '# changed\n')
    assert setup('environment.environment_fingerprint()') != mark


@pytest.mark.parametrize('name', ['ros.lock', 'python.lock'])
def test_every_locked_wheel_has_a_hash_and_no_address_is_named(name: str) -> None:
    text = (ROOT / 'tools/setup' / name).read_text()
    entries = text.replace('\\\n', ' ').strip().splitlines()
    assert entries
    assert all('--hash=sha256:' in entry for entry in entries)
    assert '://' not in text


def test_half_made_environment_is_seen(checkout: Path, setup: Setup) -> None:
    python = checkout / '.venv/bin/python'
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nexit 1\n')
    python.chmod(0o755)
    assert setup('environment.fits_this_python()') == 'False'
