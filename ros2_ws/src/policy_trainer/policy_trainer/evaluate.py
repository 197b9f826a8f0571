"""Test a policy: deterministic decisions, a fixed set of starts, every one of them counted."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gymnasium as gym
import numpy as np
from numpy.typing import NDArray

from policy_trainer.drive_recorder import Columns
from policy_trainer.episodes import EpisodeEnd
from policy_trainer.vec_env import final_info

# Takes observations (n, slots); returns actions (n,) and the probability of each, (n, actions).
Driver = Callable[[NDArray[np.float32]], tuple[NDArray[np.int64], NDArray[np.float32]]]
# See DriveRecorder.step.
StepListener = Callable[
    [Columns | None, Mapping[int, EpisodeEnd], NDArray[np.intp], NDArray[np.float32]], None
]


@dataclass(frozen=True)
class Evaluation:
    """The episodes of one test. starts: how many were asked for; fewer when it was cut short."""

    episodes: tuple[EpisodeEnd, ...]
    starts: int

    @property
    def success_rate(self) -> float:
        """Share of the starts from which the checkpoint was reached; not driven counts as not."""
        return sum(episode.reached for episode in self.episodes) / self.starts

    @property
    def mean_score(self) -> float:
        """Mean of the episodes that have a score; nan if none has."""
        scores = [episode.score for episode in self.episodes if episode.reached]
        return sum(scores) / len(scores) if scores else math.nan

    def summary(self) -> str:
        """Return the result as one readable sentence."""
        ends = Counter(episode.outcome for episode in self.episodes)
        listed = ', '.join(f'{count} {outcome}' for outcome, count in ends.most_common())
        score = '' if math.isnan(self.mean_score) else f', mean score {self.mean_score:.1f}'
        not_driven = self.starts - len(self.episodes)
        cut = f', {not_driven} not driven to an end' if not_driven else ''
        return f'{listed or "no episode"} of {self.starts} starts{cut}{score}'


def evaluate(
    env: gym.vector.VectorEnv[Any, Any, Any],
    driver: Driver,
    starts: int,
    seed: int,
    step_limit: int,
    max_failures: int,
    go_on: Callable[[int], bool] = lambda n_ended: True,
    on_step: StepListener = lambda columns, ends, counted, probabilities: None,
) -> Evaluation:
    """Drive ``starts`` episodes, shared out evenly over the environments.

    Which episodes count is fixed before the first step, so that long ones weigh as much as short
    ones. The test is cut short after more than ``max_failures`` failures, when all environments
    have driven ``step_limit`` steps for each of their episodes, and when ``go_on``, asked before
    each step with the number of episodes that have ended, says so. ``on_step`` is told each step.
    """
    quota = np.full(env.num_envs, starts // env.num_envs)
    quota[: starts % env.num_envs] += 1
    steps_left = step_limit * int(quota.max())
    episodes: list[EpisodeEnd] = []
    failures = 0
    observations, _ = env.reset(seed=seed)
    while quota.any() and steps_left and failures <= max_failures and go_on(len(episodes)):
        actions, probabilities = driver(observations)
        observations, _, terminated, truncated, info = env.step(actions)
        steps_left -= 1
        ended = np.flatnonzero((terminated | truncated) & (quota > 0))
        ends = {i: EpisodeEnd.from_info(final_info(info, i)) for i in ended.tolist()}
        on_step(info.get('step_columns'), ends, np.flatnonzero(quota), probabilities)
        episodes += ends.values()
        failures += sum(not end.reached for end in ends.values())
        quota[ended] -= 1
    return Evaluation(tuple(episodes), starts)
