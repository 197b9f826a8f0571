"""A test run that is killed leaves nothing running behind."""

import os
import subprocess
import sys
from multiprocessing import connection
from pathlib import Path

TESTS = Path(__file__).resolve().parent
STARTER = """
import os, sys
from pathlib import Path
from conftest import Process
process = Process('sleeper', ['sleep', '600'], dict(os.environ), Path(sys.argv[1]), None)
print(process.pid, flush=True)
sys.stdin.read()
"""


def test_what_a_killed_run_had_started_dies_with_it(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, '-c', STARTER, str(tmp_path / 'log')],
        cwd=TESTS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    started = os.pidfd_open(int(run.stdout.readline()))
    assert not connection.wait([started], timeout=0.0)
    run.kill()
    run.communicate()
    assert connection.wait([started], timeout=30.0)
    os.close(started)
