"""Training in the background: it can be watched, stopped and waited for."""

import threading
from pathlib import Path

from policy_trainer.progress import TrainingProgress
from policy_trainer.run_folder import RunFolder
from policy_trainer.training_job import TrainingJob
from policy_trainer.training_result import EndReason, TrainingResult

RUN = RunFolder(Path('runs/a'))


def test_a_stopped_job_ends_with_its_result() -> None:
    started = threading.Event()

    def work(stop, report) -> TrainingResult:
        report(TrainingProgress(run='a', state='training'))
        started.set()
        stop.wait()
        return TrainingResult(EndReason.STOPPED, 5, 1.0, False)

    job = TrainingJob(RUN, work)
    assert started.wait(10.0)
    assert (job.progress.state, job.has_ended) == ('training', False)
    job.stop()
    assert job.wait(10.0)
    assert job.result and job.result.reason == EndReason.STOPPED


def test_an_error_is_kept_and_told() -> None:
    def work(stop, report) -> TrainingResult:
        raise ValueError('reward.py, line 3: raised ZeroDivisionError')

    job = TrainingJob(RUN, work)
    assert job.wait(10.0)
    assert isinstance(job.error, ValueError)
    assert (job.progress.state, job.progress.message) == ('failed', str(job.error))
