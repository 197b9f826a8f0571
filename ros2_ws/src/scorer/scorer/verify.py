"""Drive a recorded trial again, and compare every number to the last bit."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mars_world.world import World, WorldError, WorldFile, build_world, load_world
from policy_server.policy_file import PolicyLoadError, read_policy_file
from rover_description import rover_checksum
from rover_env.outcomes import FAULTS
from rover_env.spec import spec_checksum

from scorer.faults import TrialError
from scorer.gold import load_gold
from scorer.in_process_trial import InProcessEnvironment, drive_trial
from scorer.recorded_trial import RecordedTrial
from scorer.score import SCORER_VERSION
from scorer.trial_loop import Observation
from scorer.trial_record import to_record

if TYPE_CHECKING:
    from policy_server.inference import Policy

_NOT_COMPARED = ('policy',)  # a path; its hash is compared


class VerifyError(RuntimeError):
    """A trial that cannot be driven again here; one sentence."""


def verify(trial: RecordedTrial, policies: Iterable[Path]) -> list[str]:
    """Drive a trial again in this process and return what came out otherwise, one clause each.

    policies: files among which the one that drove is looked for. A trial that was broken off is
    driven as far as it came.

    Raises:
        VerifyError: rover, world, layout, scorer or policy are others than those of the trial.
    """
    record = trial.record
    if record['scorer_version'] != SCORER_VERSION:
        raise VerifyError(
            f'the trial was scored by scorer version {record["scorer_version"]}; '
            f'this is version {SCORER_VERSION}'
        )
    if not record['policy_hash'] or not record['world']:
        raise VerifyError('the trial did not begin: there is nothing to drive again')
    _check('rover', rover_checksum(), record['rover_checksum'])
    _check('observation layout', spec_checksum(), record['spec_checksum'])
    world = _world(trial)
    _check(f'world {record["world"]}', world.checksum, record['world_checksum'])
    again = _drive_again(record, world, _policy(record['policy_hash'], policies))
    return [
        f'{name} is {value!r}, recorded was {record[name]!r}'
        for name, value in again.items()
        if name not in _NOT_COMPARED
        and not (name == 'start' and record['start'] is None)
        and value != record[name]
    ]


def _drive_again(record: Mapping[str, Any], world: World, policy: 'Policy') -> dict[str, Any]:
    def break_off(step: int, observation: Observation) -> None:
        if record['outcome'] in FAULTS and step >= record['steps']:
            raise TrialError(record['outcome'], record['detail'])

    environment = InProcessEnvironment(world, record['physics_step'])
    return to_record(drive_trial(environment, policy, record['seed'], load_gold(), break_off))


def _world(trial: RecordedTrial) -> World:
    try:
        if trial.world_file:
            return build_world(WorldFile.model_validate_json(trial.world_file))
        return load_world(trial.record['world'])
    except WorldError as error:
        raise VerifyError(f'{error}; verify a replay, which holds its world') from None


def _policy(sha256: str, files: Iterable[Path]) -> 'Policy':
    # ONNX Runtime is slow to import, and everything else may already speak against the trial.
    from policy_server.inference import Policy

    seen = []
    for file in files:
        try:
            found = read_policy_file(file).sha256
            if found == sha256:
                return Policy(file)
            seen.append(f'{file} is {found[:12]}')
        except PolicyLoadError as error:
            seen.append(f'{file} {error.reason.split(";")[0]}')
    driven_by = f'the trial was driven by policy {sha256[:12]}'
    raise VerifyError('; '.join([driven_by, *seen, 'give its file with --policy']))


def _check(what: str, actual: str, recorded: str) -> None:
    if actual != recorded:
        raise VerifyError(
            f'the {what} here is another one than that of the trial '
            f'(checksum {actual[:12]}, the trial has {recorded[:12] or "none"})'
        )
