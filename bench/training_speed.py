"""How many env steps a second PPO takes end to end, and which part of it takes the time.

The fast model casts the LIDAR's rays inside its compiled step. What it took in training is divided
into physics and LIDAR by the share that a scan has in a step: see lidar_share, measured just after.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

import gymnasium as gym
import torch
from lidar_share import lidar_share
from mars_world.fast_physics import FastPhysics
from policy_trainer.config import TrainingConfig
from policy_trainer.config_file import make_config
from policy_trainer.learner import make_learner
from policy_trainer.vec_env import Sb3VectorEnv
from rover_env.episode import Episodes
from rover_env.reward import Rewards
from rover_env.starts import StartRule
from rover_env.vector_env import RoverVectorEnv
from stable_baselines3 import PPO
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.buffers import RolloutBuffer
from stable_baselines3.common.policies import ActorCriticPolicy
from stable_baselines3.common.vec_env import DummyVecEnv, SubprocVecEnv, VecEnv

UPDATE_STEPS = TrainingConfig().update_timesteps
FEW_ROVERS = 8  # more processes would only wait for each other on a few cores

PHYSICS, LIDAR = 'physics', 'LIDAR'
PARTS: dict[str, tuple[tuple[type, str], ...]] = {
    PHYSICS: ((FastPhysics, 'step'), (FastPhysics, 'reset')),
    'reward': ((Rewards, 'evaluate'),),
    'episode rules and observations': ((Episodes, 'advance'), (Episodes, 'begin')),
    'starts, hand-over of the batch': ((Sb3VectorEnv, 'step_wait'), (Sb3VectorEnv, 'reset')),
    'policy': ((ActorCriticPolicy, 'forward'), (ActorCriticPolicy, 'predict_values')),
    'update': ((PPO, 'train'), (RolloutBuffer, 'compute_returns_and_advantage')),
}
REST = 'the rest of Stable-Baselines3'


@dataclass(frozen=True)
class SpeedRow:
    """One line of the table: median and range over the repeats, in steps of all rovers."""

    name: str
    rovers: int
    threads: int
    env_steps_per_s: float
    slowest: float
    fastest: float


def measure_speeds(repeats: int, updates: int) -> list[SpeedRow]:
    """Train a little in every kind of environment, in turns, so that all see the same machine."""
    torch.set_num_threads(TrainingConfig().torch_threads)
    many = TrainingConfig().environment.n_rovers
    threads = TrainingConfig().environment.threads
    cases: list[tuple[str, int, int, Callable[[int], VecEnv]]] = [
        ('RoverVectorEnv', many, threads, _batched),
        ('DummyVecEnv', many, 1, _dummy),
        ('RoverVectorEnv', FEW_ROVERS, threads, _batched),
        ('DummyVecEnv', FEW_ROVERS, 1, _dummy),
        ('SubprocVecEnv', FEW_ROVERS, FEW_ROVERS, _subprocesses),
    ]
    learners = [_learner(make(n), n) for _, n, _, make in cases]
    speeds: list[list[float]] = [[] for _ in cases]
    for _ in range(repeats):
        for learner, measured in zip(learners, speeds, strict=True):
            began_s = time.perf_counter()
            learner.learn(updates * UPDATE_STEPS, reset_num_timesteps=False)
            measured.append(updates * UPDATE_STEPS / (time.perf_counter() - began_s))
    for learner in learners:
        _env_of(learner).close()
    return [
        SpeedRow(name, n, used, statistics.median(measured), min(measured), max(measured))
        for (name, n, used, _), measured in zip(cases, speeds, strict=True)
    ]


def measure_shares(updates: int) -> dict[str, float]:
    """Return the share of each part in the wall time of training; they sum to 1."""
    torch.set_num_threads(TrainingConfig().torch_threads)
    n_rovers = TrainingConfig().environment.n_rovers
    learner = _learner(_batched(n_rovers), n_rovers)
    watch = _Stopwatch()
    with ExitStack() as patched:
        for part, methods in PARTS.items():
            for owner, method in methods:
                patched.enter_context(watch.on_every_call(part, owner, method))
        with watch.on(REST):
            learner.learn(updates * UPDATE_STEPS, reset_num_timesteps=False)
    _env_of(learner).close()
    total_s = sum(watch.seconds.values())
    shares = {part: watch.seconds[part] / total_s for part in (*PARTS, REST)}
    lidar = shares[PHYSICS] * lidar_share(n_rovers, TrainingConfig().environment.threads)
    return {PHYSICS: shares.pop(PHYSICS) - lidar, LIDAR: lidar} | shares


def _learner(env: VecEnv, n_rovers: int) -> BaseAlgorithm:
    """Return a PPO whose updates are of the same size whatever the number of rovers."""
    env.seed(0)
    env.reset()
    for _ in range(3):
        env.step([env.action_space.sample() for _ in range(n_rovers)])  # compiles
    settings = {
        'environment': {'n_rovers': n_rovers},
        'ppo': {'n_steps': UPDATE_STEPS // n_rovers},
    }
    return make_learner(make_config(settings), env)


def _env_of(learner: BaseAlgorithm) -> VecEnv:
    env = learner.get_env()
    assert env is not None
    return env


def _batched(n_rovers: int) -> VecEnv:
    threads = TrainingConfig().environment.threads
    env = RoverVectorEnv(n_rovers, ['mars'], model='fast', starts=_starts(), threads=threads)
    return Sb3VectorEnv(env)


def _dummy(n_rovers: int) -> VecEnv:
    return DummyVecEnv([_one_rover] * n_rovers)


def _subprocesses(n_rovers: int) -> VecEnv:
    return SubprocVecEnv([_one_rover] * n_rovers)


def _one_rover() -> gym.Env[Any, Any]:
    options = {'model': 'fast', 'starts': _starts()}
    return gym.make('jezero/Mars-v1', disable_env_checker=True, **options)


def _starts() -> StartRule:
    config = TrainingConfig()
    share = config.environment.random_start_share
    return StartRule(None, config.start.jitter_m, config.start.yaw_jitter_rad, share)


class _Stopwatch:
    """Wall time of parts that call one another; the time of the inner is not the outer's."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._running: list[str] = []
        self._since_s = 0.0

    @contextmanager
    def on(self, part: str) -> Iterator[None]:
        """Count what is done inside as this part's."""
        self._account()
        self._running.append(part)
        try:
            yield
        finally:
            self._account()
            self._running.pop()

    @contextmanager
    def on_every_call(self, part: str, owner: type, method: str) -> Iterator[None]:
        """Count every call of a method, of all objects of a class, as this part's."""
        plain = getattr(owner, method)

        @wraps(plain)
        def timed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            with self.on(part):
                return plain(*args, **kwargs)

        setattr(owner, method, timed)
        try:
            yield
        finally:
            setattr(owner, method, plain)

    def _account(self) -> None:
        now_s = time.perf_counter()
        if self._running:
            part = self._running[-1]
            self.seconds[part] = self.seconds.get(part, 0.0) + now_s - self._since_s
        self._since_s = now_s
