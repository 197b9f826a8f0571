"""Driving one trial: ask the policy, step the environment, until the episode ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Observation = NDArray[np.float32]  # (OBSERVATION_SIZE,)


@dataclass(frozen=True)
class Step:
    """What one step led to; ``ended`` when the episode is over."""

    observation: Observation
    ended: bool


class Environment(Protocol):
    """One rover that is driven step by step."""

    def reset(self, seed: int) -> Observation:
        """Start an episode; raises TrialError."""

    def step(self, action: int) -> Step:
        """Take one step; raises TrialError."""


class Policy(Protocol):
    """What chooses the actions."""

    def decide(self, observation: Observation) -> int:
        """Choose an action; raises TrialError."""


def drive(
    environment: Environment,
    policy: Policy,
    seed: int,
    on_step: Callable[[int, Observation], None],
) -> int:
    """Drive one episode to its end and return its number of steps.

    on_step: called with the number of steps taken and the newest observation, from step 0; it
        may raise TrialError to end the trial.

    Raises:
        TrialError: the trial could not be driven to its end.
    """
    step = Step(environment.reset(seed), ended=False)
    taken = 0
    on_step(taken, step.observation)
    while not step.ended:
        step = environment.step(policy.decide(step.observation))
        taken += 1
        on_step(taken, step.observation)
    return taken
