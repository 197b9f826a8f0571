"""Episodes, a gold standard, policies and real databases for the tests."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from shutil import chown, rmtree, which

import onnx
import psycopg
import pytest
from scorer.episode import Episode, Pose, Simulation
from scorer.gold import Gold
from scorer.score import judge
from scorer.store import Store
from scorer.trial import Trial

GOLD = Gold(
    simulation=Simulation(
        world='mars',
        world_checksum='a' * 64,
        rover_checksum='b' * 64,
        spec_checksum='c' * 64,
        physics_step_s=0.005,
    ),
    start=Pose(0.0, 0.0, 3.14159),
    start_tolerance_m=0.05,
    start_tolerance_rad=0.05,
)


@pytest.fixture
def gold() -> Gold:
    return GOLD


@pytest.fixture
def finished() -> Episode:
    """An official episode that reached the checkpoint."""
    return Episode(
        episode_id='one',
        outcome='reached',
        seed=2,
        steps=190,
        distance_travelled_m=44.5,
        average_acceleration_mps2=0.25,
        maximum_acceleration_mps2=3.0,
        final_distance_m=0.4,
        power_left=1810,
        duration_s=57.0,
        simulation=GOLD.simulation,
        start=GOLD.start,
    )


_policies_file = Path(__file__).parents[2] / 'policy_server' / 'test' / 'conftest.py'
_policies_spec = spec_from_file_location('policy_server_conftest', _policies_file)
_policies = module_from_spec(_policies_spec)
_policies_spec.loader.exec_module(_policies)


@pytest.fixture(scope='session')
def make_policy() -> Callable[..., onnx.ModelProto]:
    """Make a tiny policy that drives straight, and so into the rock before it."""
    return _policies.linear_policy


@pytest.fixture
def save_policy(tmp_path: Path) -> Callable[..., Path]:
    """Write a tiny policy; a different ``bias`` makes another file that drives the same."""

    def save(name: str = 'policy.onnx', bias: float = 0.0) -> Path:
        model = _policies.linear_policy()
        onnx.helper.set_model_props(model, _policies.METADATA | {'bias': str(bias)})
        onnx.save(model, tmp_path / name)
        return tmp_path / name

    return save


@pytest.fixture(scope='session')
def postgresql() -> Iterator[str]:
    """A private PostgreSQL that listens on a socket in a folder of its own; that folder."""
    found = sorted(Path('/usr/lib/postgresql').glob('*/bin')) or [
        Path(file).parent for file in [which('initdb')] if file
    ]
    assert found, 'PostgreSQL is missing: sudo apt-get install postgresql'
    # Not pytest's folder: its path may be too long for a socket, and others cannot enter it.
    folder = tempfile.mkdtemp(prefix='jezero-postgresql-')
    user = 'postgres' if Path(folder).owner() == 'root' else None  # PostgreSQL refuses root
    if user:
        chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        command = [str(found[-1] / program), '-D', f'{folder}/data', *arguments]
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    run('initdb', '--username=jezero', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C')
    options = f"-F -k {folder} -c listen_addresses=''"
    run('pg_ctl', 'start', '--wait', f'--options={options}', f'--log={folder}/log')
    try:
        yield folder
    finally:
        run('pg_ctl', 'stop', '--mode=immediate')
        rmtree(folder)


_numbers = count(1)


@pytest.fixture(params=['sqlite', pytest.param('postgresql', marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, once for each kind of database."""
    if request.param == 'sqlite':
        return str(tmp_path / 'new folder' / 'leaderboard.sqlite3')
    folder = request.getfixturevalue('postgresql')
    name = f'store_{next(_numbers)}'
    with psycopg.connect(host=folder, user='jezero', dbname='postgres', autocommit=True) as server:
        server.execute(f'CREATE DATABASE {name}')
    return f'postgresql://jezero@/{name}?host={folder}'


@pytest.fixture
def make_trial(finished: Episode, gold: Gold) -> Callable[..., Trial]:
    """Make a scored trial of the finished episode with some changes."""

    def make(**changes: object) -> Trial:
        changed = replace(finished, **changes)
        return Trial(changed, judge(changed, gold), policy_hash='f' * 64)

    return make


@pytest.fixture
def filled(address: str, make_trial: Callable[..., Trial]) -> str:
    """A store with a slow finisher, a crash and a fast finisher whose first trial crashed."""
    store = Store(address)
    for policy, trials in (
        ('slow.onnx', [{'steps': 300}]),
        ('crash.onnx', [{'outcome': 'collision'}]),
        ('fast.onnx', [{'outcome': 'collision'}, {'steps': 190}]),
    ):
        evaluation = store.begin_evaluation(policy, 'f' * 64)
        for number, changes in enumerate(trials, start=1):
            store.add_trial(evaluation, number, make_trial(**changes))
    store.close()
    return address
