"""Ask a reward file for the rewards of n rovers, and check what it answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rover_env.reward_constants import reward_constants
from rover_env.reward_file import RewardFile, RewardFileError, RewardFunctions
from rover_env.rover_view import RoverView, write_variables
from rover_env.task import Task
from rover_env.variables import Variables

Float64 = NDArray[np.float64]
Terms = dict[str, Float64]


@dataclass(frozen=True)
class RewardStep:
    """The rewards of one step: each (n,), ``terms`` by name; where given, they sum to rewards."""

    rewards: Float64
    done: NDArray[np.bool_]
    terms: Terms


class Rewards:
    """The reward of n rovers in several worlds, each with its own constants.

    A file with a ``batch_reward`` is asked once for all rovers, any other once per rover.
    """

    def __init__(self, file: RewardFile, tasks: Sequence[Task], n_rovers: int) -> None:
        self._file = file
        constants = [reward_constants(task) for task in tasks]
        # Worlds with equal constants share their functions. NaN differs from itself, hence repr.
        distinct = {repr(values): values for values in constants}
        self._programs = [file.functions(values) for values in distinct.values()]
        keys = list(distinct)
        self._program_of_world = np.array([keys.index(repr(values)) for values in constants])
        self._program = np.zeros(n_rovers, np.intp)
        self._views = [RoverView() for _ in range(n_rovers)]

    def begin(self, rovers: NDArray[np.intp], world_indices: NDArray[np.intp]) -> None:
        """Start new episodes: forget what a reward function kept about the old ones."""
        self._program[rovers] = self._program_of_world[world_indices]
        for rover in rovers.tolist():
            self._views[rover] = RoverView()

    def evaluate(self, variables: Variables) -> RewardStep:
        """Return the rewards of the step that led to these variables.

        Raises:
            RewardFileError: the file raised, or answered something that is no reward.
        """
        if all(program.batch_reward for program in self._programs):
            return self._evaluate_batch(variables)
        return self._evaluate_one_by_one(variables)

    def _evaluate_batch(self, variables: Variables) -> RewardStep:
        if len(self._programs) == 1:
            return self._call_batch(self._programs[0], variables)
        n_rovers = len(variables.steps)
        whole = RewardStep(np.zeros(n_rovers), np.zeros(n_rovers, np.bool_), {})
        for index in np.unique(self._program).tolist():
            rows = np.flatnonzero(self._program == index)
            part = self._call_batch(self._programs[index], variables.take(rows))
            whole.rewards[rows] = part.rewards
            whole.done[rows] = part.done
            for name, values in part.terms.items():
                whole.terms.setdefault(name, np.zeros(n_rovers))[rows] = values
        return whole

    def _call_batch(self, program: RewardFunctions, variables: Variables) -> RewardStep:
        function = program.batch_reward
        assert function is not None
        steps = variables.steps
        variables.reward_terms = {}
        try:
            rewards, done = function(variables)
            rewards = np.broadcast_to(np.asarray(rewards, np.float64), steps.shape)
            done = np.broadcast_to(np.asarray(done, np.bool_), steps.shape)
            terms = {
                name: np.broadcast_to(np.asarray(values, np.float64), steps.shape)
                for name, values in variables.reward_terms.items()
            }
        except (Exception, SystemExit) as error:
            raise self._file.error(error, 'in batch_reward') from error
        if not np.isfinite(rewards).all():
            bad = np.flatnonzero(~np.isfinite(rewards))[0]
            raise RewardFileError(
                self._file.path,
                self._file.line_of(function),
                f'batch_reward returned {rewards[bad]} at step {steps[bad]}; '
                'rewards must be finite numbers',
            )
        return RewardStep(rewards, done, terms)

    def _evaluate_one_by_one(self, variables: Variables) -> RewardStep:
        write_variables(self._views, variables)
        n_rovers = len(self._views)
        step = RewardStep(np.zeros(n_rovers), np.zeros(n_rovers, np.bool_), {})
        for rover, view in enumerate(self._views):
            view.reward_terms = {}
            program = self._programs[self._program[rover]]
            n_steps = int(variables.steps[rover])
            step.rewards[rover], step.done[rover] = self._call(program, view, n_steps)
            for name, value in self._checked_terms(program, view, n_steps).items():
                step.terms.setdefault(name, np.zeros(n_rovers))[rover] = value
        return step

    def _call(self, program: RewardFunctions, view: RoverView, n_steps: int) -> tuple[float, bool]:
        try:
            answer = program.reward_function(view)
        except (Exception, SystemExit) as error:
            raise self._file.error(error, f'at step {n_steps}') from error
        fault = _fault(answer)
        if fault:
            raise self._returned(program, fault, n_steps)
        return float(answer[0]), bool(answer[1])

    def _checked_terms(
        self, program: RewardFunctions, view: RoverView, n_steps: int
    ) -> dict[str, float]:
        terms: object = view.reward_terms
        if not isinstance(terms, dict) or not all(
            isinstance(name, str) and _is_number(value) for name, value in terms.items()
        ):
            fault = f'set reward_terms to {_shown(terms)} instead of names and finite numbers'
            raise self._returned(program, fault, n_steps)
        return terms

    def _returned(self, program: RewardFunctions, fault: str, n_steps: int) -> RewardFileError:
        line = self._file.line_of(program.reward_function)
        return RewardFileError(
            self._file.path,
            line,
            f'reward_function {fault} at step {n_steps}; return reward (a number), then done '
            '(True or False)',
        )


def _is_number(value: object) -> bool:
    # A bool is an int to Python, and a swapped "return done, reward" to us.
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        return False
    return math.isfinite(value)


def _fault(answer: object) -> str:
    """Return what is wrong with an answer, or an empty text."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return f'returned {_shown(answer)}'
    reward, done = answer
    if not _is_number(reward):
        return f'returned the reward {_shown(reward)}'
    # 0 and 1 are done flags to Python programmers; any other number is a swapped reward.
    if not isinstance(done, bool | np.bool_ | int | np.integer) or done not in (0, 1):
        return f'returned the done flag {_shown(done)}'
    return ''


def _shown(value: object) -> str:
    text = repr(value)
    return f'{text if len(text) <= 40 else text[:37] + "..."} ({type(value).__name__})'
