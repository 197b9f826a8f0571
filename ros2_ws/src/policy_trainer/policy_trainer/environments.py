"""The environments of a run: one to train in, two to test in."""

import threading
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Protocol

import gymnasium as gym
from rover_env.driven_step import Watcher
from rover_env.reward_file import load_reward_file
from rover_env.starts import StartRule
from rover_env.vector_env import RoverVectorEnv

from policy_trainer.config_file import ConfigError
from policy_trainer.joined_env import JoinedVectorEnv
from policy_trainer.run_folder import RunFolder

# An env_server that starts for the first time compiles its physics.
START_TIMEOUT_S = 180.0
# A step takes less than a second, so a server this silent is gone. Not sooner: a machine may stand
# still while it writes, and a server taken for lost costs the episodes of all its rovers.
STEP_TIMEOUT_S = 10.0

VectorEnv = gym.vector.VectorEnv[Any, Any, Any]


class Environments(Protocol):
    """Where a run drives. Each method makes its environment once and then returns the same."""

    def training(self) -> VectorEnv:
        """Return the environment to learn in."""

    def screening(self) -> VectorEnv:
        """Return a quick environment with official starts, to tell bad weights cheaply."""

    def evaluation(self) -> VectorEnv:
        """Return the environment that decides: official starts, the physics of scores."""

    def close(self) -> None:
        """Close all that were made."""


def _once(make: Callable[['RunEnvironments'], VectorEnv]) -> Callable[..., VectorEnv]:
    """Have a method make its environment when it is first called, and return that one later."""

    @wraps(make)
    def made(self: 'RunEnvironments') -> VectorEnv:
        if make.__name__ not in self._made:
            self._made[make.__name__] = make(self)
        return self._made[make.__name__]

    return made


class RunEnvironments:
    """The environments that the configuration and the reward file of a run ask for.

    stop: set when the training is to end, so that lost env_servers are no longer waited for.
    watcher: is shown every step of the training, unless env_servers drive it.
    """

    def __init__(
        self, run: RunFolder, stop: threading.Event | None = None, watcher: Watcher | None = None
    ) -> None:
        self._stop = stop
        self._watcher = watcher
        self._config = run.read_config()
        self._reward = load_reward_file(str(run.reward))
        self._made: dict[str, VectorEnv] = {}

    @_once
    def training(self) -> VectorEnv:
        """Return the environment to learn in."""
        settings = self._config.environment
        if settings.servers:
            return self._served()
        env = self._local(
            self._config.training_worlds,
            settings.n_rovers,
            settings.physics,
            settings.physics_step_s,
            settings.threads,
            settings.random_start_share,
        )
        env.watch(self._watcher)
        return env

    @_once
    def screening(self) -> VectorEnv:
        """Return the fast model with official starts."""
        settings = self._config.evaluation
        return self._local([self._config.world], settings.starts, 'fast', None, settings.threads)

    @_once
    def evaluation(self) -> VectorEnv:
        """Return the physics that decides, with official starts."""
        settings = self._config.evaluation
        return self._local(
            [self._config.world],
            settings.n_rovers,
            settings.physics,
            settings.physics_step_s,
            settings.threads,
        )

    def close(self) -> None:
        """Close all that were made."""
        while self._made:
            self._made.popitem()[1].close()

    def _served(self) -> VectorEnv:
        # Imported here: only who trains through the graph needs ROS.
        from rover_env.env_client import RemoteVectorEnv

        settings = self._config.environment
        joined = JoinedVectorEnv(
            {
                name: RemoteVectorEnv(
                    f'/{name.strip("/")}',
                    timeout_s=STEP_TIMEOUT_S,
                    start_timeout_s=START_TIMEOUT_S,
                )
                for name in settings.servers
            },
            self._stop,
        )
        if joined.num_envs != settings.n_rovers:
            joined.close()
            raise ConfigError(
                f'environment.n_rovers is {settings.n_rovers}, but the servers '
                f'{", ".join(settings.servers)} have {joined.num_envs}; make them equal'
            )
        return joined

    def _local(
        self,
        worlds: Sequence[str],
        n_rovers: int,
        physics: str,
        physics_step_s: float | None,
        threads: int,
        random_share: float = 0.0,
    ) -> RoverVectorEnv:
        start = self._config.start
        return RoverVectorEnv(
            n_rovers,
            worlds,
            reward=self._reward,
            model=physics,
            starts=StartRule(None, start.jitter_m, start.yaw_jitter_rad, random_share),
            step_columns=self._config.record.steps != 'none',
            physics_step_s=physics_step_s,
            threads=threads,
        )
