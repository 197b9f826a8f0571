"""Try a reward file before anyone trains with it: on a short drive and on random states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from mars_world.world import World, load_world
from numpy.typing import NDArray

from rover_env.outcomes import Outcome
from rover_env.random_states import any_states, opening_states
from rover_env.reward import Rewards, RewardStep
from rover_env.reward_file import RewardFile, RewardFunctions
from rover_env.simulated_episodes import simulate
from rover_env.spec import ACTIONS
from rover_env.starts import StartRule
from rover_env.task import Task

N_ROVERS = 16
N_STEPS = 150
N_STATES = 500
STARTS = StartRule(start_jitter_m=0.3, yaw_jitter_rad=0.3, random_share=0.5)
P_STRAIGHT = 0.6
AGREEMENT = 1e-6  # between terms and reward, and between the two functions of a file

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """What a reward file gave for k steps.

    rewards: (k,). terms: (k,) each, by name. n_ended: episodes that ended. n_done: steps that the
    reward function called the last; on a drive only those that no rule had ended anyway.
    """

    rewards: Float64
    terms: dict[str, Float64]
    n_ended: int
    n_done: int


@dataclass(frozen=True)
class RewardCheck:
    """The trials of a reward file, and sentences about what is odd in them."""

    drive: Trial
    states: Trial
    oddities: tuple[str, ...]


class _FunctionOnly(RewardFile):
    """A reward file without its ``batch_reward``."""

    def functions(self, constants: Mapping[str, float]) -> RewardFunctions:
        """Return its ``reward_function`` alone."""
        return replace(super().functions(constants), batch_reward=None)


def check_reward(file: RewardFile, world: World | str = 'mars', seed: int = 0) -> RewardCheck:
    """Drive and draw states of a world, and ask the file for all their rewards.

    Raises:
        RewardFileError: the file failed or answered something that is no reward.
        WorldError: there is no such world.
    """
    built = load_world(world) if isinstance(world, str) else world
    rng = np.random.default_rng(seed)
    drive = _drive(file, built, rng)
    task = Task.from_world_file(built.file.model_dump())
    opening, anywhere = opening_states(task, N_STATES, rng), any_states(task, N_STATES, rng)

    def ask(of: RewardFile) -> RewardStep:
        """Ask for two steps per episode: a function may keep what it saw in the first."""
        rewards = Rewards(of, [task], N_STATES)
        rewards.begin(np.arange(N_STATES), np.zeros(N_STATES, np.intp))
        rewards.evaluate(opening)
        return rewards.evaluate(anywhere)

    step, batch_step = ask(_FunctionOnly(file.path, file.source, file.code)), ask(file)
    states = Trial(step.rewards, step.terms, 0, int(step.done.sum()))
    oddities = [*_terms_that_do_not_sum(drive, 'of the drive')]
    oddities += _terms_that_do_not_sum(states, 'at random')
    n_apart = int((np.abs(step.rewards - batch_step.rewards) > AGREEMENT).sum())
    if n_apart:
        oddities.append(
            f'reward_function and batch_reward differ on {n_apart} of {N_STATES} states; '
            'training uses batch_reward'
        )
    return RewardCheck(drive, states, tuple(oddities))


def _drive(file: RewardFile, world: World, rng: np.random.Generator) -> Trial:
    simulated = simulate([world], N_ROVERS, file, STARTS, 'fast')
    rngs = rng.spawn(N_ROVERS)
    simulated.reset(np.arange(N_ROVERS), rngs, [None] * N_ROVERS)
    p_turn = (1.0 - P_STRAIGHT) / (len(ACTIONS) - 1)
    chances = [P_STRAIGHT if a.yaw_rate_radps == 0.0 else p_turn for a in ACTIONS]
    rewards, terms, n_ended, n_done = [], [], 0, 0
    for _ in range(N_STEPS):
        step = simulated.step(rng.choice(len(ACTIONS), N_ROVERS, p=chances))
        rewards.append(step.rewards.copy())
        terms.append({name: np.array(values) for name, values in step.reward_terms.items()})
        ended = np.flatnonzero(step.terminated)
        n_ended += len(ended)
        n_done += int((step.outcomes == Outcome.STOPPED).sum())
        if len(ended):
            simulated.reset(ended, [rngs[rover] for rover in ended], [None] * len(ended))
    return Trial(np.concatenate(rewards), _joined(terms), n_ended, n_done)


def _joined(steps: Sequence[Mapping[str, Float64]]) -> dict[str, Float64]:
    """Put the terms of steps one after the other; a term that is not in a step is 0 there."""
    names = dict.fromkeys(name for terms in steps for name in terms)
    absent = np.zeros(N_ROVERS)
    return {name: np.concatenate([terms.get(name, absent) for terms in steps]) for name in names}


def _terms_that_do_not_sum(trial: Trial, where: str) -> list[str]:
    if not trial.terms:
        return []
    apart = np.abs(sum(trial.terms.values()) - trial.rewards)
    n_apart = int((apart > AGREEMENT * np.maximum(1.0, np.abs(trial.rewards))).sum())
    if not n_apart:
        return []
    return [
        f'reward_terms do not sum to the reward in {n_apart} of {len(apart)} steps {where}; '
        'plots will not show the whole reward'
    ]
