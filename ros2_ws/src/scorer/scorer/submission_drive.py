"""The official trials of one submission; runs in a limited process and knows no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_server.policy_file import PolicyLoadError

from scorer.gold import load_gold
from scorer.limited_process import is_out_of_memory
from scorer.score import OFFICIAL_SEEDS
from scorer.submission_check import load_policy
from scorer.trial import Trial


@dataclass(frozen=True)
class TrialBegun:
    """The trial of this number begins."""

    number: int


@dataclass(frozen=True)
class TrialEnded:
    """The trial of this number has ended."""

    number: int
    trial: Trial


@dataclass(frozen=True)
class Refused:
    """The submission cannot be driven; reason is the rest of a sentence about it."""

    reason: str


Send = Callable[[TrialBegun | TrialEnded | Refused], None]


def drive_submission(
    send: Send, policy_file: Path, sha256: str, numbers: Sequence[int], replays: Path
) -> None:
    """Drive trials on the gold standard, record them, and tell how they go.

    sha256: what the file has to have. numbers: which trials, 1 for the first. replays: folder.

    Raises:
        MemoryError: the policy needs more than it may use.
    """
    # The worker, which names this function only, needs neither physics nor messages.
    from scorer.in_process_trial import InProcessEnvironment, drive_trial
    from scorer.ros_trial_recorder import TrialRecorder

    try:
        policy = load_policy(policy_file)
    except PolicyLoadError as error:
        send(Refused(f'its policy {error.reason}'))
        return
    if policy.sha256 != sha256:
        send(Refused('the stored policy was changed; submit it again'))
        return
    gold = load_gold()
    environment = InProcessEnvironment(gold.simulation.world)
    recorder = TrialRecorder(environment, replays)
    for number in numbers:
        send(TrialBegun(number))
        seed = OFFICIAL_SEEDS[number - 1]
        trial = drive_trial(environment, policy, seed, gold, recorder.on_step)
        if is_out_of_memory(trial.episode.detail):
            raise MemoryError
        send(TrialEnded(number, recorder.end(trial)))
