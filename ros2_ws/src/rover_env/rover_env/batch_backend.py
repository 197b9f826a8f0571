"""The batched mode of the environment server: many rovers in the physics of this process."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rover_description import rover_checksum

from rover_env.env_backend import BackendStep, EndedEpisode, EnvError, Provenance
from rover_env.episode_summary import EpisodeSummary
from rover_env.error_codes import ErrorCode
from rover_env.outcomes import Outcome
from rover_env.reward_file import RewardFileError
from rover_env.starts import StartError
from rover_env.vector_env import RoverVectorEnv


class BatchBackend:
    """N rovers that step together; an environment starts anew in the step its episode ends.

    The info of an environment is empty but for that step: then it is a JSON object with
    ``final_obs`` and ``final_info``, as in ``RoverVectorEnv``.
    """

    reported: None = None
    waits_for_nodes = False
    stamp_ns = 0

    def __init__(self, env: RoverVectorEnv, world: str, physics_step_s: float) -> None:
        self.n_envs = env.num_envs
        self.world = world
        self._env = env
        rover = rover_checksum()
        self._provenance = {
            built.file.name: Provenance(built.checksum, rover, physics_step_s)
            for built in env.worlds
        }

    def reset(
        self, seed: int, options: Mapping[str, Any]
    ) -> tuple[NDArray[np.float32], Sequence[EndedEpisode]]:
        """Start an episode everywhere; environment i gets seed + i. Raises EnvError.

        Tells of no aborted episodes: whoever resets a batch has no use for them.
        """
        try:
            return self._env.reset(seed=seed, options=options)[0], ()
        except StartError as error:
            raise EnvError(ErrorCode.BAD_REQUEST, str(error)) from None

    def step(self, actions: NDArray[np.int64]) -> BackendStep:
        """Take one step with checked actions (n,). Raises EnvError."""
        try:
            observations, rewards, terminated, truncated, info = self._env.step(actions)
        except RewardFileError as error:
            raise EnvError(ErrorCode.REWARD_FAILED, str(error)) from None
        infos = [''] * self.n_envs
        ended = []
        for rover in np.flatnonzero(terminated).tolist():
            columns = info['final_info']
            final = {name: columns[name][rover] for name in columns if not name.startswith('_')}
            final_obs = info['final_obs'][rover].tolist()
            infos[rover] = json.dumps({'final_obs': final_obs, 'final_info': final})
            ended.append(self._ended(rover, final))
        outcomes = info['outcome'].tolist()
        return BackendStep(
            observations,
            rewards,
            terminated,
            truncated,
            outcomes,
            infos,
            info['reward_terms'],
            ended,
        )

    def _ended(self, rover: int, final: Mapping[str, Any]) -> EndedEpisode:
        names = (field.name for field in fields(EpisodeSummary))
        summary = EpisodeSummary.from_dict({name: final[name] for name in names})
        stamp_ns = round(1e9 * summary.duration)  # each rover's simulated time begins at its reset
        return EndedEpisode(
            rover, summary, final['seed'], stamp_ns, self._provenance[summary.world]
        )

    def abandon(self, outcome: Outcome, detail: str) -> Sequence[EndedEpisode]:
        """Tell nothing; a batch that failed is begun anew by the next reset."""
        return ()
