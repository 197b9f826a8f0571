"""Tiny policies for tests of the graph: those of the policy server's own tests."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

_file = Path(__file__).parents[2] / 'ros2_ws' / 'src' / 'policy_server' / 'test' / 'conftest.py'
_spec = spec_from_file_location('policy_server_conftest', _file)
_policies = module_from_spec(_spec)
_spec.loader.exec_module(_policies)

save_policy = _policies.save_policy


@pytest.fixture(scope='session')
def make_policy():
    """The function that makes a tiny policy, for fixtures that outlive a test."""
    return _policies.linear_policy
