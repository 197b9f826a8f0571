"""The last resort against a process that does not end."""

import subprocess
import sys
from time import monotonic

import pytest

HANG = """
import ctypes
from mars_world.process_end import end_within
end_within(1, {exit_code})
ctypes.PyDLL(None).sleep(60)  # holds Python's lock
"""


@pytest.mark.parametrize('exit_code', [0, 3])
def test_a_process_that_hangs_in_c_ends_in_time_with_its_exit_code(exit_code):
    began = monotonic()
    ended = subprocess.run(
        [sys.executable, '-c', HANG.format(exit_code=exit_code)], timeout=50, check=False
    )
    assert ended.returncode == exit_code
    assert monotonic() - began >= 1.0


def test_a_process_that_ends_by_itself_does_so_at_once():
    code = 'from mars_world.process_end import end_within; end_within(50, 3)'
    assert subprocess.run([sys.executable, '-c', code], timeout=40, check=False).returncode == 0
