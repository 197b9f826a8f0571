"""A trial asks, steps and ends; a fault ends it with its name."""

import numpy as np
import pytest
from scorer.faults import TrialError
from scorer.trial_loop import Observation, Step, drive


class Corridor:
    """Ends after ``length`` steps; the observation is how many were taken."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.actions: list[int] = []

    def reset(self, seed: int) -> Observation:
        self.seed = seed
        return np.zeros(1, np.float32)

    def step(self, action: int) -> Step:
        self.actions.append(action)
        taken = len(self.actions)
        return Step(np.full(1, taken, np.float32), ended=taken >= self.length)


class Alternating:
    """Chooses by the observation and gives up at ``last``."""

    def __init__(self, last: float = np.inf) -> None:
        self.last = last

    def decide(self, observation: Observation) -> int:
        if observation[0] >= self.last:
            raise TrialError('policy_lost', 'gave up')
        return int(observation[0]) % 3


def ignore(step: int, observation: Observation) -> None:
    """Watch nothing."""


def test_each_observation_is_answered_by_the_action_that_is_stepped() -> None:
    corridor = Corridor(5)
    assert drive(corridor, Alternating(), 11, ignore) == 5
    assert corridor.actions == [0, 1, 2, 0, 1]
    assert corridor.seed == 11


def test_the_watcher_sees_the_reset_and_every_step() -> None:
    seen: list[tuple[int, float]] = []
    drive(Corridor(2), Alternating(), 0, lambda step, obs: seen.append((step, float(obs[0]))))
    assert seen == [(0, 0.0), (1, 1.0), (2, 2.0)]


def test_a_fault_of_the_policy_ends_the_trial_with_its_name() -> None:
    with pytest.raises(TrialError, match='gave up') as caught:
        drive(Corridor(5), Alternating(last=2), 0, ignore)
    assert caught.value.outcome == 'policy_lost'


def test_the_watcher_can_end_the_trial() -> None:
    def stop(step: int, observation: Observation) -> None:
        raise TrialError('aborted', 'cancelled')

    corridor = Corridor(5)
    with pytest.raises(TrialError, match='cancelled'):
        drive(corridor, Alternating(), 0, stop)
    assert corridor.actions == []
