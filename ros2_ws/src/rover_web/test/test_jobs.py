"""Long work in a process of its own."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rover_web.jobs import Job, Jobs, JobState


def _write(path: Path, tell: Callable[[float], None]) -> None:
    tell(0.5)
    path.write_text('done')


def _fail(sentence: str, tell: Callable[[float], None]) -> None:
    tell(0.1)
    raise ValueError(sentence)


def _wait_for(path: Path, tell: Callable[[float], None]) -> None:
    while not path.exists():
        threading.Event().wait(0.01)


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.stop()


def ended(jobs: Jobs, name: str) -> Job:
    pause = threading.Event()
    for _ in range(3000):
        job = jobs.get(name)
        if job.state in (JobState.DONE, JobState.FAILED):
            return job
        pause.wait(0.01)
    raise AssertionError(f'{name} is still {job.state}')


def test_work_is_done_elsewhere_and_told(jobs: Jobs, tmp_path: Path) -> None:
    jobs.start('write', _write, tmp_path / 'result')

    assert ended(jobs, 'write') == Job(state=JobState.DONE, progress=1.0)
    assert (tmp_path / 'result').read_text() == 'done'


def test_work_that_fails_says_why(jobs: Jobs) -> None:
    jobs.start('fail', _fail, 'the disk is full')

    assert ended(jobs, 'fail') == Job(state=JobState.FAILED, message='the disk is full')


def test_what_is_asked_for_twice_is_done_once(jobs: Jobs, tmp_path: Path) -> None:
    for _ in range(2):
        jobs.start('wait', _wait_for, tmp_path / 'go')
    jobs.start('write', _write, tmp_path / 'result')

    assert jobs.get('write').state is JobState.WAITING
    (tmp_path / 'go').touch()
    assert ended(jobs, 'write').state is JobState.DONE


def test_unfinished_work_ends_with_the_server(jobs: Jobs, tmp_path: Path) -> None:
    jobs.start('wait', _wait_for, tmp_path / 'never')
    jobs.start('write', _write, tmp_path / 'result')
    jobs.stop()

    assert not (tmp_path / 'result').exists()


def test_nothing_is_known_of_work_that_nobody_asked_for(jobs: Jobs) -> None:
    assert jobs.get('other') == Job(state=JobState.NONE)
