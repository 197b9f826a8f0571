"""The batched mode of the environment server: many rovers in the physics of this process."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rover_description import rover_checksum

from rover_env.env_backend import BackendStep, EndedEpisode, EnvError, Provenance
from rover_env.episode_summary import EpisodeSummary
from rover_env.error_codes import ErrorCode
from rover_env.final_info import Left, left_in
from rover_env.outcomes import Outcome
from rover_env.reward_file import RewardFileError
from rover_env.spec import OBSERVATION_SIZE
from rover_env.starts import StartError
from rover_env.vector_env import RoverVectorEnv

SUMMARY_COLUMNS = tuple(field.name for field in fields(EpisodeSummary))


class BatchBackend:
    """N rovers that step together; an environment starts anew in the step its episode ends.

    The info of a step in which episodes ended has the columns of ``final_info``, as in
    ``RoverVectorEnv``; it is empty in any other.
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

    def step(self, actions: ArrayLike) -> BackendStep:
        """Take one step with n actions. Raises InvalidActionError or EnvError."""
        try:
            observations, rewards, terminated, truncated, info = self._env.step(actions)
        except RewardFileError as error:
            raise EnvError(ErrorCode.REWARD_FAILED, str(error)) from None
        rovers = np.flatnonzero(terminated)
        left = left_in(info, rovers) if len(rovers) else Left((), {})
        return BackendStep(
            observations,
            rewards,
            terminated,
            truncated,
            info['reward_terms'],
            left.columns.get('outcome', ()),
            lambda: [self._ended(int(rover), info['final_info']) for rover in rovers],
            np.array(left.observations, np.float32).reshape(-1, OBSERVATION_SIZE),
            json.dumps(left.columns) if left.columns else '',
        )

    def _ended(self, rover: int, final: Mapping[str, NDArray[Any]]) -> EndedEpisode:
        summary = EpisodeSummary.from_dict({name: final[name][rover] for name in SUMMARY_COLUMNS})
        stamp_ns = round(1e9 * summary.duration)  # each rover's simulated time begins at its reset
        return EndedEpisode(
            rover, summary, final['seed'][rover], stamp_ns, self._provenance[summary.world]
        )

    def abandon(self, outcome: Outcome, detail: str) -> Sequence[EndedEpisode]:
        """Tell nothing; a batch that failed is begun anew by the next reset."""
        return ()
