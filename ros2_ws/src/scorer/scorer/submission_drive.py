"""The official trials of one submission; runs in a limited process and knows no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from policy_server.policy_file import PolicyLoadError

from scorer.gold import load_gold
from scorer.limited_process import is_out_of_memory
from scorer.submission_check import load_policy
from scorer.submission_queue import OFFICIAL_SEEDS
from scorer.trial import Trial
from scorer.trial_loop import Observation

if TYPE_CHECKING:
    from scorer.in_process_trial import InProcessEnvironment


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
    send: Send, policy_file: Path, sha256: str, numbers: Sequence[int], log_file: Path
) -> None:
    """Drive trials on the gold standard, tell how they go, and write every step to the log.

    sha256: what the file has to have. numbers: which trials, 1 for the first.

    Raises:
        MemoryError: the policy needs more than it may use.
    """
    # The worker, which names this function only, needs no physics.
    from scorer.in_process_trial import InProcessEnvironment, drive_trial

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
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open('a', encoding='utf-8') as log:
        for number in numbers:
            send(TrialBegun(number))
            trial = drive_trial(
                environment,
                policy,
                OFFICIAL_SEEDS[number - 1],
                gold,
                _step_writer(log, number, environment),
            )
            if is_out_of_memory(trial.episode.detail):
                raise MemoryError
            log.flush()
            send(TrialEnded(number, replace(trial, log=str(log_file))))


def _step_writer(
    log: TextIO, number: int, environment: 'InProcessEnvironment'
) -> Callable[[int, Observation], None]:
    def write(step: int, observation: Observation) -> None:
        at = environment.variables
        log.write(
            f'trial {number} step {step}: x {at["x"]:.2f} m, y {at["y"]:.2f} m, '
            f'yaw {at["yaw"]:.2f} rad, checkpoint {at["current_distance_to_checkpoint"]:.2f} m, '
            f'nearest {at["collision_threshold"]:.2f} m, steering {at["steering"]:+.0f}\n'
        )

    return write
