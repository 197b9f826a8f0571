"""Serving and driving need neither a simulator nor a training library."""

import subprocess
import sys

HEAVY = {'torch', 'stable_baselines3', 'mujoco', 'numba', 'scipy', 'onnx', 'mars_world'}


def test_a_server_loads_no_simulator_and_no_training_library() -> None:
    code = 'import sys, policy_server.inference, policy_server.drive; print(*sys.modules)'
    loaded = subprocess.run(
        [sys.executable, '-c', code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not HEAVY & set(loaded)
