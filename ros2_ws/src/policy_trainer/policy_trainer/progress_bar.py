"""The progress of training as a bar at the foot of a terminal."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from policy_trainer.progress import TrainingProgress


class ProgressBar:
    """A bar over the steps, with the numbers of ``TrainingProgress.line`` beside it."""

    def __init__(self, console: Console) -> None:
        numbers = TextColumn('{task.description}')
        self._progress = Progress(BarColumn(), TaskProgressColumn(), numbers, console=console)
        self._task = self._progress.add_task(TrainingProgress('', 'starting').line(), total=None)

    def __enter__(self) -> Self:
        """Show it."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave it as it is and let the terminal go on below."""
        self._progress.stop()

    def __call__(self, progress: TrainingProgress) -> None:
        """Show a snapshot."""
        self._progress.update(
            self._task,
            completed=progress.timesteps,
            total=progress.total_timesteps or None,
            description=progress.line(),
        )
