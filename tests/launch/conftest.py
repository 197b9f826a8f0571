"""Launch files of rover_bringup, started as a user starts them."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def launch(graph, tmp_path):
    """Launch a file of rover_bringup from an empty folder."""

    def start(file: str, **arguments: object):
        words = [f'{name}:={value}' for name, value in arguments.items()]
        command = [str(ROOT / 'ros2'), 'launch', 'rover_bringup', file, *words]
        return graph.start_command('launch', command, folder=tmp_path)

    return start
