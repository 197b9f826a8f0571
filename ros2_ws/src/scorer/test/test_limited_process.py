"""A function elsewhere tells what it has to say, and whatever it does ends with a name."""

import math
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from scorer.limited_process import LimitedProcess, LimitExceededError, Limits, ProcessDiedError


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parent)  # the process gets the same path
    import limited_tasks

    return limited_tasks


def start(task: Callable[..., None], *arguments: object, **limits: float) -> LimitedProcess:
    return LimitedProcess(task, *arguments, limits=Limits(**limits))


def test_messages_come_in_order_until_the_end(tasks: ModuleType) -> None:
    with start(tasks.say, 'one', 'two') as process:
        assert [process.receive(), process.receive()] == ['one', 'two']
        assert not process.ended
        assert process.receive() is None
        assert process.ended


def test_a_silent_function_can_be_waited_for_in_steps(tasks: ModuleType) -> None:
    with start(tasks.wait) as process:
        assert isinstance(process.receive(), int)
        assert process.receive(timeout_s=0.01) is None
        assert not process.ended


def test_one_without_a_limit_of_time_has_none_of_the_kernel_either(tasks: ModuleType) -> None:
    with start(tasks.tell_processor_limit, time_s=math.inf) as process:
        assert process.receive() == resource.getrlimit(resource.RLIMIT_CPU)
    with start(tasks.tell_processor_limit, time_s=7.0) as process:
        assert process.receive()[0] == 7


def test_one_that_waits_too_long_ran_out_of_time(tasks: ModuleType) -> None:
    with (
        start(tasks.wait, time_s=0.01) as process,
        pytest.raises(LimitExceededError, match='ran out of time, needing more than 0.01 s'),
    ):
        process.receive()


def test_one_that_needs_too_much_ran_out_of_memory(tasks: ModuleType) -> None:
    with (
        start(tasks.eat, 600 * 2**20, memory_mib=512) as process,
        pytest.raises(LimitExceededError, match='ran out of memory, needing more than 512 MiB'),
    ):
        process.receive()


def test_one_that_dies_is_told_with_its_signal(tasks: ModuleType) -> None:
    with (
        start(tasks.die, signal.SIGSEGV) as process,
        pytest.raises(ProcessDiedError, match='SIGSEGV'),
    ):
        process.receive()


def test_one_that_the_kernel_stops_ran_out_of_time(tasks: ModuleType) -> None:
    with (
        start(tasks.die, signal.SIGXCPU) as process,
        pytest.raises(LimitExceededError, match='s of a processor'),
    ):
        process.receive()


def test_it_is_gone_after_the_block(tasks: ModuleType) -> None:
    with start(tasks.wait) as process:
        pid = process.receive()
    assert not is_running(pid)


def test_it_dies_with_the_process_that_started_it(tasks: ModuleType) -> None:
    with start(tasks.hold_another) as parent:
        pid = parent.receive()
        watch = os.pidfd_open(pid)
    wait_for_end(watch)
    assert not is_running(pid)


def test_a_script_that_uses_it_is_not_run_again_in_there(tmp_path: Path) -> None:
    script = tmp_path / 'script.py'
    script.write_text(
        'from scorer.limited_process import LimitedProcess, Limits\n'
        'from operator import call\n'
        'with LimitedProcess(call, "hello", limits=Limits()) as process:\n'
        '    print(process.receive())\n'
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60.0)
    assert (run.stdout, run.stderr) == ('hello\n', '')


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[0] != 'Z'


def wait_for_end(pidfd: int) -> None:
    from multiprocessing import connection

    assert connection.wait([pidfd], timeout=10.0)
    os.close(pidfd)
