"""An evaluation: one policy, some trials, each driven, scored and told, whatever happens."""

from dataclasses import dataclass, replace
from typing import Protocol

from rover_env.outcomes import FAULTS, Outcome
from rover_env.spec import slot

from scorer.episode import Simulation
from scorer.error_codes import ErrorCode
from scorer.faults import NoAnswerError, PolicyRefusedError, TrialError
from scorer.gold import Gold
from scorer.recent_episodes import RecentEpisodes
from scorer.score import unofficial_seed
from scorer.trial import Trial
from scorer.trial_loop import Environment, Observation, Policy, drive

SEEDS = 2**64
GOAL_DISTANCE = slot('goal_distance').start


@dataclass(frozen=True)
class Goal:
    """What to drive. policy: ONNX file, empty for the one that serves. Trial k has seed + k - 1.

    official: refuse trials that ``score.judge`` would not find official.
    """

    policy: str
    trials: int
    seed: int
    official: bool


@dataclass(frozen=True)
class Progress:
    """How far an evaluation has come; trial and step count from 1."""

    trial: int
    step: int
    distance_to_checkpoint_m: float
    finished: tuple[Trial, ...]


@dataclass(frozen=True)
class Result:
    """What came of an evaluation; trials are in the order driven."""

    error_code: ErrorCode
    message: str
    trials: tuple[Trial, ...] = ()


class TrialEnvironment(Environment, Protocol):
    """An environment that tells which episode it drives and in what (world_file: JSON)."""

    episode_id: str
    world_file: str

    def wait_until_there(self, timeout_s: float) -> None:
        """Return once it can be driven; raises NoAnswerError."""

    def simulation(self) -> Simulation:
        """Return what it drives in; raises NoAnswerError."""


class ServedPolicy(Policy, Protocol):
    """A policy that another process serves."""

    name: str
    sha256: str

    def wait_until_there(self, timeout_s: float) -> None:
        """Return once it can be asked; raises NoAnswerError."""

    def choose(self, path: str) -> None:
        """Have a file served; raises PolicyRefusedError or NoAnswerError."""

    def return_to_choice(self) -> None:
        """Make sure that the chosen file still serves; raises TrialError."""


class Recorder(Protocol):
    """Who keeps what a trial's sensors and steps said."""

    def begin(self) -> None:
        """Record the episode that begins next."""

    def end(self, trial: Trial, world_file: str) -> tuple[str, str]:
        """Complete the recording; returns the files of replay and log, empty without one."""


class Watcher(Protocol):
    """Who wants to know how an evaluation goes, and may cancel it."""

    def is_cancelled(self) -> bool:
        """Say whether to stop; asked at every step."""

    def on_begin(self, policy: ServedPolicy, differences: list[str]) -> None:
        """Hear that all is there, and what keeps the trials from being official."""

    def on_step(self, progress: Progress) -> None:
        """Hear of a step."""

    def on_end(self, number: int, trial: Trial) -> None:
        """Hear of the end of a trial; number is 1 for the first."""


class Evaluator:
    """Drives evaluations, one after the other."""

    def __init__(
        self,
        environment: TrialEnvironment,
        policy: ServedPolicy,
        episodes: RecentEpisodes,
        gold: Gold,
        *,
        recorder: Recorder | None = None,
        start_timeout_s: float,
        result_timeout_s: float,
    ) -> None:
        self._environment = environment
        self._policy = policy
        self._episodes = episodes
        self._gold = gold
        self._recorder = recorder
        self._start_timeout_s = start_timeout_s
        self._result_timeout_s = result_timeout_s

    def run(self, goal: Goal, watcher: Watcher) -> Result:
        """Drive all trials of a goal; a fault ends its trial, not the evaluation."""
        try:
            simulation = self._prepare(goal)
        except NoAnswerError as error:
            return Result(ErrorCode.NODE_MISSING, str(error))
        except PolicyRefusedError as error:
            return Result(ErrorCode.POLICY_REFUSED, str(error))
        seeds = ((goal.seed + number) % SEEDS for number in range(goal.trials))
        differences = self._gold.differences(simulation) + unofficial_seed(seeds)
        if goal.official and differences:
            return Result(ErrorCode.NOT_OFFICIAL, f'not official: {", ".join(differences)}')
        watcher.on_begin(self._policy, differences)
        trials: list[Trial] = []
        while len(trials) < goal.trials and not watcher.is_cancelled():
            trials.append(self._trial(goal, simulation, tuple(trials), watcher))
            watcher.on_end(len(trials), trials[-1])
        return _conclude(goal, tuple(trials), watcher.is_cancelled())

    def _prepare(self, goal: Goal) -> Simulation:
        for part in (self._environment, self._policy):
            part.wait_until_there(self._start_timeout_s)
        self._policy.choose(goal.policy)
        return self._environment.simulation()

    def _trial(
        self, goal: Goal, simulation: Simulation, before: tuple[Trial, ...], watcher: Watcher
    ) -> Trial:
        seed, taken = (goal.seed + len(before)) % SEEDS, 0

        def on_step(step: int, observation: Observation) -> None:
            nonlocal taken
            taken = step
            if step == 0:
                self._episodes.drive(self._environment.episode_id)
            if watcher.is_cancelled():
                raise TrialError(Outcome.ABORTED.text, 'the evaluation was cancelled')
            distance_m = float(observation[GOAL_DISTANCE])
            watcher.on_step(Progress(len(before) + 1, step, distance_m, before))

        self._environment.episode_id = ''
        if self._recorder:
            self._recorder.begin()
        try:
            self._policy.return_to_choice()
            drive(self._environment, self._policy, seed, on_step)
            trial = self._result()
        except TrialError as fault:
            trial = self._break_off(fault, taken, seed, simulation)
        trial = replace(trial, policy=self._policy.name, policy_hash=self._policy.sha256)
        if self._recorder:
            replay, log = self._recorder.end(trial, self._environment.world_file)
            trial = replace(trial, replay=replay, log=log)
        self._episodes.announce(trial)
        return trial

    def _break_off(self, fault: TrialError, taken: int, seed: int, simulation: Simulation) -> Trial:
        episode_id = self._environment.episode_id
        if episode_id:
            self._episodes.wait_for_step(episode_id, taken, self._result_timeout_s)
        return self._episodes.break_off(episode_id, fault.outcome, fault.detail, seed, simulation)

    def _result(self) -> Trial:
        episode_id = self._environment.episode_id
        trial = self._episodes.wait_for(episode_id, self._result_timeout_s)
        if trial is None:
            raise TrialError(
                Outcome.ENV_LOST.text,
                f'no episode_result of {episode_id} came within {self._result_timeout_s:g} s',
            )
        return trial


def _conclude(goal: Goal, trials: tuple[Trial, ...], cancelled: bool) -> Result:
    whole = len(trials) == goal.trials and trials[-1].episode.outcome != Outcome.ABORTED.text
    if cancelled and not whole:
        return Result(ErrorCode.CANCELLED, 'the evaluation was cancelled', trials)
    faults = [trial.episode for trial in trials if trial.episode.outcome in FAULTS]
    if faults:
        message = f'{faults[0].outcome}: {faults[0].detail}'
        return Result(ErrorCode.TRIAL_FAULT, message, trials)
    return Result(ErrorCode.NONE, '', trials)
