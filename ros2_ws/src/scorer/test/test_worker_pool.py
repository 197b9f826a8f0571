"""Workers are killed and stopped in mid-trial; every submission still gets its three trials."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import connection
from pathlib import Path
from time import monotonic, sleep

from scorer.database import Database
from scorer.leaderboard import Leaderboard
from scorer.score import OFFICIAL_SEEDS
from scorer.submission import Submission
from scorer.submission_check import checked_entry
from scorer.submission_files import SubmissionFiles
from scorer.submission_queue import SubmissionQueue
from scorer.tables import State, SubmissionRow

PATIENCE_S = 120.0
POLL_S = 0.05
LEASE_S = 3


@contextmanager
def working(store: str, data: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Have workers at work, in a process group of their own."""
    command = [sys.executable, '-m', 'scorer.leaderboard_command', 'work', '--store', store]
    command += ['--data', str(data), f'--lease={LEASE_S}', *options]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as pool:
        try:
            yield pool
        finally:
            pool.kill()


def enter(store: str, data: Path, save_policy: Callable[..., Path], n: int) -> list[int]:
    """Queue n different policies that drive into the rock, unchecked; returns their numbers."""
    queue, files = SubmissionQueue(Database(store)), SubmissionFiles(data)
    numbers = []
    for k in range(n):
        entry = checked_entry(f'rover {k}', '', save_policy(bias=k), None)
        files.keep(files.write_draft(entry.policy.content), entry.policy.sha256)
        numbers.append(queue.enter(entry)[0].id)
    return numbers


def worker_of(board: Leaderboard, number: int) -> int:
    """Wait until a trial of a submission is being driven; returns the worker's process."""

    def row() -> SubmissionRow:
        found = board.evaluation(number).submission
        assert found is not None
        assert found.state != State.FAILED, found.message
        return found

    wait_until(lambda: row().message.startswith('trial'))
    return int(row().worker.split(':')[1])


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline_s = monotonic() + PATIENCE_S
    while not is_so():
        assert monotonic() < deadline_s
        sleep(POLL_S)


def check_all_done(board: Leaderboard, entered: list[int]) -> None:
    for number in entered:
        submission = board.submission(number)
        assert submission.state == State.DONE, submission.message
        assert sorted(trial.number for trial in submission.trials) == [1, 2, 3]
        assert len(submission.trials) == len(OFFICIAL_SEEDS)


def test_a_worker_killed_in_mid_trial_loses_and_doubles_nothing(
    address: str, tmp_path: Path, save_policy: Callable[..., Path]
) -> None:
    board = Leaderboard(address, tmp_path / 'data')
    entered = enter(address, tmp_path / 'data', save_policy, 2)
    with working(address, tmp_path / 'data', '--workers=2', '--until-empty') as pool:
        os.kill(worker_of(board, entered[0]), signal.SIGKILL)
        output, _ = pool.communicate(timeout=PATIENCE_S)
    assert pool.returncode == 0, output
    check_all_done(board, entered)
    assert board.submission(entered[0]).attempts >= 2


@contextmanager
def working_on_one(
    tmp_path: Path, save_policy: Callable[..., Path]
) -> Iterator[tuple[subprocess.Popen[str], int, Callable[[], Submission]]]:
    """Have a worker drive a submission; gives the pool, the worker's pidfd, and a look at it."""
    store = str(tmp_path / 'board.sqlite3')
    board = Leaderboard(store, tmp_path / 'data')
    (entered,) = enter(store, tmp_path / 'data', save_policy, 1)
    with working(store, tmp_path / 'data') as pool:
        worker = os.pidfd_open(worker_of(board, entered))
        yield pool, worker, lambda: board.submission(entered)
        os.close(worker)


def test_ctrl_c_stops_the_workers_and_gives_back_what_they_drive(
    tmp_path: Path, save_policy: Callable[..., Path]
) -> None:
    with working_on_one(tmp_path, save_policy) as (pool, worker, submission):
        os.killpg(pool.pid, signal.SIGINT)  # as a terminal does
        output, _ = pool.communicate(timeout=PATIENCE_S)
        assert pool.returncode == 0, output
        assert 'Traceback' not in output
        assert connection.wait([worker], timeout=0.0)  # nobody is left behind
        assert (submission().state, submission().attempts) == (State.QUEUED, 0)


def test_a_killed_pool_takes_its_workers_along(
    tmp_path: Path, save_policy: Callable[..., Path]
) -> None:
    with working_on_one(tmp_path, save_policy) as (pool, worker, _):
        pool.kill()
        assert connection.wait([worker], timeout=PATIENCE_S)
