"""Workers of the leaderboard in processes of their own, kept alive until Ctrl-C."""

import signal
from multiprocessing import connection, get_context
from multiprocessing.context import SpawnProcess
from types import FrameType

from rich.console import Console

from scorer.database import Database
from scorer.gold import load_gold
from scorer.make_gold import current_gold
from scorer.worker import work
from scorer.worker_settings import WorkerSettings

_SPAWN = get_context('spawn')


class NotOfficialError(RuntimeError):
    """This installation cannot drive official trials; one sentence."""


def work_in_processes(n_workers: int, settings: WorkerSettings) -> None:
    """Run workers until Ctrl-C, SIGTERM or, if they are to, until nothing is left to drive.

    A worker that dies is replaced; what it drove comes back to the queue when its lease is over.

    Raises:
        NotOfficialError: world, rover or layout are not those of the gold standard.
        StoreError: the database cannot be opened.
    """
    differences = load_gold().differences(current_gold().simulation)
    if differences:
        raise NotOfficialError(
            f'trials driven here would not be official: {", ".join(differences)}; '
            'work from an unchanged Jezero'
        )
    Database(settings.store).close()  # a store that is no store is told once, here
    signal.signal(signal.SIGTERM, _stop)
    workers = [_start(settings) for _ in range(n_workers)]
    try:
        while workers:
            workers = _without_ended(workers, settings)
    except KeyboardInterrupt:
        pass
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join()


def _start(settings: WorkerSettings) -> SpawnProcess:
    worker = _SPAWN.Process(target=work, args=(settings,))
    worker.start()
    return worker


def _without_ended(workers: list[SpawnProcess], settings: WorkerSettings) -> list[SpawnProcess]:
    """Wait until a worker ends; returns the others, and a new one for one that died."""
    connection.wait([worker.sentinel for worker in workers])
    kept = [worker for worker in workers if worker.is_alive()]
    for worker in set(workers) - set(kept):
        worker.join()
        if worker.exitcode:
            Console(stderr=True).print(f'worker {worker.pid} died; starting another')
            kept.append(_start(settings))
    return kept


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
