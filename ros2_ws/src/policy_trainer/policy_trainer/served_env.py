"""What training needs of environments in another process, and the rows that such a server has."""

import logging
from time import monotonic
from typing import Any, Protocol

import gymnasium as gym
import numpy as np
from numpy.typing import NDArray
from rover_env.remote_env_error import RemoteEnvError
from rover_env.remote_step import RemoteStep

LOOK_PERIOD_S = 0.5  # between two looks whether a lost server is back

# After which new episodes are asked for again. A server that is only busy, compiling its physics at
# its first start, would have to begin them twice if it were asked sooner.
RETRY_S = 60.0

logger = logging.getLogger(__name__)


class ServedEnv(Protocol):
    """A VectorEnv of another process, see RemoteVectorEnv; all but close raise RemoteEnvError."""

    num_envs: int
    single_observation_space: gym.Space[Any]
    single_action_space: gym.Space[Any]

    @property
    def is_offered(self) -> bool:
        """Whether somebody serves it at the moment."""

    @property
    def answered(self) -> bool:
        """Whether the answer to what was begun has come."""

    def begin_reset(self, *, seed: int | None = None) -> None:
        """Ask for new episodes."""

    def finish_reset(self) -> NDArray[np.float32]:
        """Wait for new episodes."""

    def begin_step(self, actions: NDArray[Any]) -> None:
        """Ask for a step."""

    def finish_step(self) -> RemoteStep:
        """Wait for a step."""

    def close(self) -> None:
        """Leave."""


class ServedRows:
    """One server's rows among those of all servers.

    present: whether its episodes are under way. fault: why not, empty before the first.
    """

    def __init__(self, env: ServedEnv, name: str, first_row: int) -> None:
        self.env = env
        self.rows = slice(first_row, first_row + env.num_envs)
        self.present = False
        self.fault = ''
        self._name = name
        self._resetting = False
        self._looked_s = self._asked_s = 0.0

    def begin_reset(self, seed: int) -> None:
        """Ask for new episodes; ``finish_reset`` puts their observations into an array."""
        self.present, self._resetting = False, True
        try:
            self.env.begin_reset(seed=seed)
        except RemoteEnvError as error:
            self._lose(error)

    def finish_reset(self, observations: NDArray[np.float32]) -> None:
        """Take the observations (n, slots) of new episodes, if they have been asked for."""
        if not self._resetting:
            return
        try:
            observations[self.rows] = self.env.finish_reset()
            self.present, self._resetting = True, False
        except RemoteEnvError as error:
            self._lose(error)

    def begin_step(self, actions: NDArray[Any]) -> None:
        """Ask for a step with the actions (n,) of all rows."""
        try:
            self.env.begin_step(actions[self.rows])
        except RemoteEnvError as error:
            self._lose(error)

    def finish_step(self) -> RemoteStep | None:
        """Return the step; none if the server is lost in it."""
        try:
            return self.env.finish_step()
        except RemoteEnvError as error:
            self._lose(error)
            return None

    def come_back(self, seed: int, observations: NDArray[np.float32]) -> None:
        """Begin new episodes once the server is there again; never waits."""
        if self._resetting and self.env.answered:
            self.finish_reset(observations)
            if self.present:
                logger.info('env_server %s is back', self._name)
        elif monotonic() - self._looked_s > LOOK_PERIOD_S:
            self._looked_s = monotonic()
            # A killed server is offered until its lease ends: what it was asked gets no answer.
            given_up = monotonic() - self._asked_s > RETRY_S
            if not self.env.is_offered:
                self._resetting = False
            elif given_up or not self._resetting:
                self._asked_s = monotonic()
                self.begin_reset(seed)

    def _lose(self, error: RemoteEnvError) -> None:
        self.present = self._resetting = False
        self.fault = str(error)
        logger.warning('env_server %s is lost: %s', self._name, error)
