"""Tiny policies and runs for tests of the graph: those of the packages' own tests."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

PACKAGES = Path(__file__).parents[2] / 'ros2_ws' / 'src'


def _fixtures_of(package: str) -> ModuleType:
    spec = spec_from_file_location(f'{package}_conftest', PACKAGES / package / 'test/conftest.py')
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_policies = _fixtures_of('policy_server')
save_policy = _policies.save_policy
tiny_run = _fixtures_of('policy_trainer').tiny_run


@pytest.fixture(scope='session')
def make_policy():
    """The function that makes a tiny policy, for fixtures that outlive a test."""
    return _policies.linear_policy
