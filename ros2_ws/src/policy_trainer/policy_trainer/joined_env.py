"""The environments of several servers as one VectorEnv; a lost server costs its own rows only."""

import threading
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray
from rover_env.final_info import Left, final_info
from rover_env.outcomes import Outcome
from rover_env.remote_env_error import RemoteEnvError
from rover_env.remote_step import RemoteStep

from policy_trainer.served_env import ServedEnv, ServedRows

Result = tuple[
    NDArray[np.float32], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]
]
# How long to wait while all servers are lost: time for one to be started anew, which has to load
# its world and its compiled physics.
RETURN_TIMEOUT_S = 60.0
PAUSE_S = 0.05  # between two looks; short beside the start of a server


class JoinedVectorEnv(gym.vector.VectorEnv[Any, Any, Any]):
    """Steps all servers at the same time; autoreset mode is SAME_STEP, as theirs.

    When a server is lost, the episodes of its rovers are truncated, and until it is back its rows
    repeat their last observation and end in every step. The info's ``missing`` (n,) marks the rows
    whose step was not driven. ``reset(seed=s)`` seeds row i with s + i, whichever server has it.

    stop: once it is set, a step in which all servers are lost does not wait for one to come back.
    """

    metadata: dict[str, Any] = {'autoreset_mode': AutoresetMode.SAME_STEP, 'render_modes': []}

    def __init__(self, envs: Mapping[str, ServedEnv], stop: threading.Event | None = None) -> None:
        self._stop = stop or threading.Event()
        self._servers: list[ServedRows] = []
        self.num_envs = 0
        for name, env in envs.items():
            self._servers.append(ServedRows(env, name, self.num_envs))
            self.num_envs += env.num_envs
        first = next(iter(envs.values()))
        self.single_observation_space = first.single_observation_space
        self.single_action_space = first.single_action_space
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        shape = (self.num_envs, *(self.single_observation_space.shape or ()))
        self._observations = np.zeros(shape, np.float32)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Start an episode everywhere. Raises RemoteEnvError if no server can."""
        super().reset(seed=seed)
        first = self._new_seed() if seed is None else seed
        # A lost server is not waited for; it comes back while the others drive.
        ready = [server for server in self._servers if server.present or not server.fault]
        for server in ready:
            server.begin_reset(first + server.rows.start)
        for server in ready:
            server.finish_reset(self._observations)
        self._wait_for_one()
        return self._observations.copy(), {}

    def step(self, actions: NDArray[Any]) -> Result:
        """Take a step wherever a server is. Raises RemoteEnvError if all stay lost."""
        asked = [server for server in self._servers if server.present]
        for server in asked:
            server.begin_step(actions)
        joined = _Joined(self.num_envs)
        observations = self._observations.copy()
        for server in asked:
            joined.cut(server.rows)  # what holds if the server is lost in this step
            step = server.finish_step() if server.present else None
            if step is not None:
                observations[server.rows] = step.observations
                joined.put(server.rows, step)
        info = joined.info(observations)
        self._observations = observations
        for server in self._servers:
            if not server.present:
                server.come_back(self._new_seed(), observations)
        self._wait_for_one()
        return observations, joined.rewards, joined.terminated, joined.truncated, info

    def close_extras(self, **_: Any) -> None:  # noqa: ANN401
        """Leave all servers."""
        for server in self._servers:
            server.env.close()

    def _new_seed(self) -> int:
        return int(self.np_random.integers(2**31))

    def _wait_for_one(self) -> None:
        deadline_s = monotonic() + RETURN_TIMEOUT_S
        while not any(server.present for server in self._servers):
            if monotonic() > deadline_s:
                raise RemoteEnvError(
                    f'all env_servers are lost and none came back in {RETURN_TIMEOUT_S:g} s '
                    f'({self._servers[-1].fault}); start them again, then go on with the run'
                )
            if self._stop.wait(PAUSE_S):
                return
            for server in self._servers:
                server.come_back(self._new_seed(), self._observations)


class _Joined:
    """The parts of one step of all rows; a row counts as missing until its part is put."""

    def __init__(self, n: int) -> None:
        self.rewards = np.zeros(n)
        # A row without a server ends in each step, so that nothing carries over to its next one.
        self.terminated, self.truncated = np.ones(n, np.bool_), np.zeros(n, np.bool_)
        self._missing = np.ones(n, np.bool_)
        self._outcome = np.full(n, Outcome.ENV_LOST.text, object)
        self._left: list[Left] = []

    def cut(self, rows: slice) -> None:
        """Let the episodes of some rows be cut off here, not ended by what they did."""
        self.terminated[rows], self.truncated[rows] = False, True

    def put(self, rows: slice, step: RemoteStep) -> None:
        """Fill in a server's part; to be called in the order of the rows."""
        self.rewards[rows] = step.rewards
        self.terminated[rows], self.truncated[rows] = step.terminated, step.truncated
        self._missing[rows] = False
        self._outcome[rows] = step.outcomes
        self._left.append(step.left)

    def info(self, observations: NDArray[np.float32]) -> dict[str, Any]:
        """Return the info of the step, as RoverVectorEnv has it, and which rows are missing.

        observations: (n, slots) after the step, those of missing rows from before.
        """
        info: dict[str, Any] = {'outcome': self._outcome, 'missing': self._missing}
        ended = self.terminated | self.truncated
        if ended.any():
            info |= final_info(ended & ~self._missing, _together(self._left))
            info['_final_obs'] = ended
            for row in np.flatnonzero(self._missing):
                info['final_obs'][row] = observations[row].copy()
        return info


def _together(parts: Sequence[Left]) -> Left:
    """Return what ended episodes of all servers left behind; a server may know fewer columns."""
    names = dict.fromkeys(name for part in parts for name in part.columns)
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for part in parts:
        unknown = [None] * len(part.observations)
        for name, column in columns.items():
            column.extend(part.columns.get(name, unknown))
    return Left([last for part in parts for last in part.observations], columns)
