"""The leaderboard of a league: policies are entered, driven by workers, and ranked."""

from dataclasses import dataclass
from pathlib import Path

from scorer.official_trials import is_official
from scorer.store import Store
from scorer.submission import Submission, best_first, to_submission
from scorer.submission_check import checked_entry, keep_policy
from scorer.submission_files import SubmissionFiles, folder_beside
from scorer.submission_queue import SubmissionQueue
from scorer.tables import EvaluationRow, State, SubmissionRow, TrialRow


@dataclass(frozen=True)
class Receipt:
    """What became of a submission that was handed in.

    submission: the earlier one if the policy is a duplicate. message: one sentence.
    """

    submission: Submission
    duplicate: bool
    message: str


@dataclass(frozen=True)
class Standing:
    """A place in the ranking; rank is 1 for the best.

    evaluation: of a submission, or trials that nobody submitted. trials: those that count, best
    first.
    """

    rank: int
    evaluation: EvaluationRow
    trials: tuple[TrialRow, ...]
    best: float | None

    @property
    def submission_id(self) -> int | None:
        """The id of the submission, None without one."""
        return self.evaluation.submission.id if self.evaluation.submission else None


class Leaderboard:
    """Takes submissions, tells how they go, ranks what was driven. Safe to share between threads.

    Every method raises StoreError when the database fails. Policies are driven by other processes,
    see ``leaderboard work``.
    """

    def __init__(self, store: str, data: Path | str = '', *, create: bool = True) -> None:
        """Open a leaderboard.

        store: SQLite file or database URL. data: folder of policies and logs; empty for the one
        beside the store. create: make the store where there is none.
        """
        self._store = Store(store, create=create)
        self._queue = SubmissionQueue(self._store.database)
        self._files = SubmissionFiles(data or folder_beside(store))

    def submit(
        self,
        name: str,
        policy: Path | str,
        *,
        reward: Path | str | None = None,
        description: str = '',
    ) -> Receipt:
        """Check a policy, keep a copy and queue its official trials; takes a second or two.

        policy: ONNX file. reward: reward file, kept as text for others to read and never run.

        Raises:
            SubmissionError: it is not let in; the sentence says why.
        """
        entry = checked_entry(name, description, policy, reward)
        keep_policy(entry.policy, self._files)
        row, is_new = self._queue.enter(entry)
        submission = self._tell(row)
        told = f'submission {submission.id} ({submission.name}): {submission.message}'
        if is_new:
            return Receipt(submission, False, told)
        return Receipt(submission, True, f'this policy was submitted before as {told}')

    def submission(self, submission_id: int) -> Submission:
        """Return a submission; raises UnknownSubmissionError when there is none."""
        return self._tell(self._queue.submission(submission_id))

    def submissions(self, *, unfinished: bool = False, limit: int = 100) -> list[Submission]:
        """Return submissions, the newest first. unfinished: those that are not done only."""
        rows = self._queue.submissions(unfinished=unfinished, limit=limit)
        return [self._tell(row) for row in rows]

    def evaluation(self, evaluation_id: int) -> EvaluationRow:
        """Return the trials of a policy, submitted or not; StoreError when there is no such id."""
        return self._store.evaluation(evaluation_id)

    def list_ranking(
        self, *, world: str = '', official: bool | None = None, limit: int | None = None
    ) -> list[Standing]:
        """Return the ranking by the best trial; those without a score come last.

        world, official: count only such trials. official None counts both kinds.
        """
        rows = self._store.ranking(world=world, official=official, limit=limit)
        standings = []
        for rank, row in enumerate(rows, start=1):
            counted = best_first(
                [
                    trial
                    for trial in row.trials
                    if world in ('', trial.world) and official in (None, is_official(row, trial))
                ]
            )
            standings.append(Standing(rank, row, tuple(counted), counted[0].score))
        return standings

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def _tell(self, row: SubmissionRow) -> Submission:
        before = self._queue.place(row.id) if row.state == State.QUEUED else 0
        return to_submission(row, before, self._files)
