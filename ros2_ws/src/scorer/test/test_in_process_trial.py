"""A trial without the graph repeats to the last bit, and a fault of the policy ends it by name."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from policy_server.inference import Decision, Float32, InferenceError, Policy
from scorer.gold import load_gold
from scorer.in_process_trial import InProcessEnvironment, drive_trial


class Forgetful(Policy):
    """Gives no answer from a step on."""

    left = 5

    def infer(self, observations: Float32) -> Decision:
        self.left -= 1
        if self.left < 0:
            raise InferenceError('the policy answered with probabilities that are not finite')
        return super().infer(observations)


@pytest.fixture(scope='module')
def environment() -> InProcessEnvironment:
    return InProcessEnvironment('mars')


def test_the_same_seed_gives_the_same_trial(
    environment: InProcessEnvironment, save_policy: Callable[..., Path]
) -> None:
    policy = Policy(save_policy())
    first, again = (drive_trial(environment, policy, 1, load_gold()) for _ in range(2))
    assert first.episode.outcome == 'collision'
    assert again.episode == replace(first.episode, episode_id=again.episode.episode_id)
    assert again.verdict == first.verdict
    assert first.verdict.official


def test_a_policy_that_fails_on_the_way_ends_the_trial_as_far_as_it_came(
    environment: InProcessEnvironment, save_policy: Callable[..., Path]
) -> None:
    policy = Forgetful(save_policy())
    policy.left = 5
    episode = drive_trial(environment, policy, 1, load_gold()).episode
    assert (episode.outcome, episode.steps) == ('policy_lost', 5)
    assert episode.detail == 'the policy answered with probabilities that are not finite'
    assert episode.distance_travelled_m > 0.5
