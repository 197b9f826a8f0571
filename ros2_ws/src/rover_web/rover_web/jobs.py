"""Long work for the pages, one piece after another, each in a process of its own."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

from pydantic import Field
from scorer.limited_process import LimitedProcess, LimitExceededError, Limits, ProcessDiedError

from rover_web.records import Record

LIMITS = Limits(time_s=1800.0, memory_mib=8192)
NICENESS = 10  # simulation and trainer come first
LOOK_S = 0.2
MAX_REMEMBERED = 200

Tell = Callable[[float], None]  # how much of the work is done, 0..1


class JobState(StrEnum):
    """How far a piece of work is."""

    NONE = 'none'
    WAITING = 'waiting'
    WORKING = 'working'
    DONE = 'done'
    FAILED = 'failed'


class Job(Record):
    """A piece of work as the browser sees it."""

    state: JobState
    progress: float | None = Field(default=None, description='share that is done, 0..1')
    message: str = Field(default='', description='why it failed, in one sentence')


class Jobs:
    """Work by name; a name that is asked for twice is worked on once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._stopped = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix='web jobs')

    def start(self, name: str, function: Callable[..., None], *args: object) -> Job:
        """Queue ``function(*args, tell)``, of a module, unless it waits or works already."""
        with self._lock:
            job = self._jobs.get(name)
            if job is not None and job.state in (JobState.WAITING, JobState.WORKING):
                return job
            if len(self._jobs) >= MAX_REMEMBERED:
                self._forget_ended()
            job = self._jobs[name] = Job(state=JobState.WAITING)
            self._pool.submit(self._work, name, function, args)
            return job

    def get(self, name: str) -> Job:
        """Return how far it is."""
        with self._lock:
            return self._jobs.get(name, Job(state=JobState.NONE))

    def stop(self) -> None:
        """Give up what waits and end what works."""
        self._stopped.set()
        self._pool.shutdown(cancel_futures=True)

    def _work(self, name: str, function: Callable[..., None], args: tuple[object, ...]) -> None:
        self._set(name, Job(state=JobState.WORKING))
        try:
            with LimitedProcess(_call, function, args, limits=LIMITS) as process:
                while not (process.ended or self._stopped.is_set()):
                    news = process.receive(LOOK_S)
                    if news is not None:
                        self._set(name, news)
        except (LimitExceededError, ProcessDiedError, OSError) as error:
            self._set(name, Job(state=JobState.FAILED, message=f'The work {error}.'))

    def _set(self, name: str, job: Job) -> None:
        with self._lock:
            self._jobs[name] = job

    def _forget_ended(self) -> None:
        for name, job in list(self._jobs.items()):
            if job.state in (JobState.DONE, JobState.FAILED):
                del self._jobs[name]


def _call(
    send: Callable[[Job], None], function: Callable[..., None], args: tuple[object, ...]
) -> None:
    """Call a function and tell its progress and end."""
    os.nice(NICENESS)

    def tell(share: float) -> None:
        send(Job(state=JobState.WORKING, progress=share))

    try:
        function(*args, tell)
    except (OSError, ValueError, RuntimeError) as error:
        send(Job(state=JobState.FAILED, message=str(error)))
    else:
        send(Job(state=JobState.DONE, progress=1.0))
