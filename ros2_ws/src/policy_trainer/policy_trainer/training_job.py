"""Training in a thread of its own, so that whoever started it keeps answering."""

import threading
from collections.abc import Callable
from dataclasses import replace

from policy_trainer.progress import TrainingProgress
from policy_trainer.run_folder import RunFolder
from policy_trainer.train import ProgressCallback
from policy_trainer.training_result import TrainingResult

Work = Callable[[threading.Event, ProgressCallback], TrainingResult]


class TrainingJob:
    """One training session in the background.

    work: trains; takes the event that stops it and the callback for its progress.
    """

    def __init__(self, run: RunFolder, work: Work) -> None:
        self.run = run
        self._work = work
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._progress = TrainingProgress(run=run.name, state='starting')
        self.result: TrainingResult | None = None
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._drive, name='training', daemon=True)
        self._thread.start()

    @property
    def progress(self) -> TrainingProgress:
        """The newest snapshot; after the end its state is done, stopped or failed."""
        return self._progress

    @property
    def has_ended(self) -> bool:
        """Whether ``result`` or ``error`` is there."""
        return self._ended.is_set()

    def stop(self) -> None:
        """Ask training to end within a step; returns at once."""
        self._stop.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; returns whether it came in time."""
        return self._ended.wait(timeout_s)

    def _drive(self) -> None:
        try:
            self.result = self._work(self._stop, self._take_progress)
        except Exception as error:  # a thread has nobody above it to tell
            self.error = error
            message = str(error) or type(error).__name__
            self._progress = replace(self._progress, state='failed', message=message)
        self._ended.set()

    def _take_progress(self, progress: TrainingProgress) -> None:
        self._progress = progress
