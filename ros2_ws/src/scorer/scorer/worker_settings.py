"""What a worker of the leaderboard is told; travels to its process."""

from dataclasses import dataclass

from scorer.limited_process import Limits
from scorer.submission_queue import LEASE_S


@dataclass(frozen=True)
class WorkerSettings:
    """store, data: as of ``Leaderboard``. limits: of one submission.

    lease_s: see ``SubmissionQueue``. poll_s: how often an idle worker looks for work.
    until_empty: end when nothing is left to drive.
    """

    store: str
    data: str
    limits: Limits = Limits()
    lease_s: float = LEASE_S
    poll_s: float = 1.0
    until_empty: bool = False
