"""The bar on a terminal shows how far training is."""

import io

from policy_trainer.progress import TrainingProgress
from policy_trainer.progress_bar import ProgressBar
from rich.console import Console


def test_the_bar_shows_the_share_of_steps_and_the_numbers() -> None:
    screen = io.StringIO()
    with ProgressBar(Console(file=screen, force_terminal=True, width=160)) as show:
        show(TrainingProgress('run', 'training', 500, 2000, steps_per_second=1234.0))
    assert '25%' in screen.getvalue()
    assert '1,234 steps/s' in screen.getvalue()
