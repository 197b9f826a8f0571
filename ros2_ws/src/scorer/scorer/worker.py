"""A worker of the leaderboard: takes submissions from the queue and has them driven, one by one."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import connection, parent_process
from time import sleep
from types import FrameType
from uuid import uuid4

from scorer.database import Database, StoreError
from scorer.limited_process import (
    LimitedProcess,
    LimitExceededError,
    Limits,
    ProcessDiedError,
)
from scorer.submission_drive import Refused, TrialBegun, TrialEnded, drive_submission
from scorer.submission_files import SubmissionFiles
from scorer.submission_queue import Claim, LeaseLostError, SubmissionQueue
from scorer.worker_settings import WorkerSettings

RENEWALS = 4  # of a lease before it would run out


class Worker:
    """Drives submissions, each in a limited process; renews its lease meanwhile.

    say: told in one line what happens; the log of the submission hears it too.
    """

    def __init__(
        self,
        queue: SubmissionQueue,
        files: SubmissionFiles,
        limits: Limits,
        say: Callable[[str], None],
    ) -> None:
        self._queue = queue
        self._files = files
        self._limits = limits
        self._say = say
        self.name = f'{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}'

    def drive_next(self) -> bool:
        """Drive one submission to its end; returns False when none was waiting.

        Raises:
            StoreError: the database failed; the submission comes back when its lease is over.
        """
        claim = self._queue.claim(self.name)
        if claim is None:
            return False
        self._tell(claim, f'worker {self.name} begins')
        try:
            self._drive(claim)
        except LeaseLostError as error:
            self._tell(claim, str(error))
        except SystemExit:
            with suppress(LeaseLostError):
                self._queue.release(claim)
            self._tell(claim, 'the worker was stopped; another one will drive it')
            raise
        return True

    def _drive(self, claim: Claim) -> None:
        try:
            refusal = self._drive_trials(claim)
        except LimitExceededError as error:
            refusal = f'the policy {error}'
        except ProcessDiedError as error:
            self._tell(claim, f'its process {error}')
            self._queue.give_back(claim, f'its process {error}')
            return
        if refusal:
            self._queue.fail(claim, refusal)
        else:
            self._queue.finish(claim)
        self._tell(claim, refusal or 'done')

    def _drive_trials(self, claim: Claim) -> str:
        """Return why it cannot be driven, empty when all trials are entered."""
        with LimitedProcess(
            drive_submission,
            self._files.policy(claim.policy_hash),
            claim.policy_hash,
            claim.missing,
            self._files.replays,
            limits=self._limits,
        ) as process:
            while not process.ended:
                match process.receive(self._queue.lease_s / RENEWALS):
                    case TrialBegun(number):
                        self._queue.begin_trial(claim, number)
                    case TrialEnded(number, trial):
                        self._queue.add_trial(claim, number, trial)
                        self._tell(claim, trial.line(number))
                    case Refused(reason):
                        return reason
                    case None:
                        self._queue.renew(claim)
        return ''

    def _tell(self, claim: Claim, what: str) -> None:
        self._say(f'submission {claim.submission_id}: {what}')
        line = f'{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {what}'
        try:
            self._files.append_to_log(claim.submission_id, line)
        except OSError as error:
            self._say(f'submission {claim.submission_id}: its log cannot be written: {error}')


def work(settings: WorkerSettings) -> None:
    """Drive submissions in this process until it is stopped by SIGTERM or its parent dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it stops us
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    queue = SubmissionQueue(Database(settings.store), settings.lease_s)
    worker = Worker(queue, SubmissionFiles(settings.data), settings.limits, _say)
    while True:
        try:
            found = worker.drive_next()
            if not found and settings.until_empty and queue.is_empty():
                return
        except StoreError as error:
            _say(f'{error}; trying again')
            found = False
        if not found:
            sleep(settings.poll_s)


def _say(line: str) -> None:
    print(line, flush=True)


def _die_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the clean-up is not to be cut short
    raise SystemExit(0)
