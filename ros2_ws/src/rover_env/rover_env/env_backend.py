"""What the environment server drives: one rover on the graph, or a batch in its own process."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rover_env.episode import Episodes
from rover_env.episode_summary import EpisodeSummary
from rover_env.error_codes import ErrorCode
from rover_env.outcomes import Outcome
from rover_env.spec import OBSERVATION_SIZE

NO_OBSERVATIONS = np.zeros((0, OBSERVATION_SIZE), np.float32)


class EnvError(RuntimeError):
    """Something that cannot be done; the sentence says what and names the remedy."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        """Say why in one sentence for the client."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Provenance:
    """What an episode was driven in; empty or 0 where that is unknown."""

    world_checksum: str
    rover_checksum: str
    physics_step_s: float


@dataclass(frozen=True)
class EndedEpisode:
    """An episode that is over; rover is its index in the server, stamp_ns its simulated end."""

    rover: int
    summary: EpisodeSummary
    seed: int
    stamp_ns: int
    provenance: Provenance


@dataclass(frozen=True)
class BackendStep:
    """What a step led to, all (n,): see ``EnvStep``.

    outcomes: of the episodes that are over by it; ``ended`` makes these, for whoever wants them in
    full. final_observations: (k, OBSERVATION_SIZE) of them, or none where no next episodes have
    begun. info: JSON object, or empty.
    """

    observations: NDArray[np.float32]
    rewards: NDArray[np.float64]
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]
    reward_terms: Mapping[str, NDArray[np.float64]]
    outcomes: Sequence[str]
    ended: Callable[[], Sequence[EndedEpisode]]
    final_observations: NDArray[np.float32]
    info: str


class EnvBackend(Protocol):
    """Environments behind the services of env_server.

    waits_for_nodes: its calls need an executor that goes on spinning.
    """

    n_envs: int
    waits_for_nodes: bool

    @property
    def world(self) -> str:
        """The name of the world, empty while it is unknown."""

    @property
    def reported(self) -> Episodes | None:
        """The episode of which every step is worth telling; None where there are too many."""

    @property
    def stamp_ns(self) -> int:
        """Simulated time of the newest observation."""

    def reset(
        self, seed: int, options: Mapping[str, Any]
    ) -> tuple[NDArray[np.float32], Sequence[EndedEpisode]]:
        """Start an episode in every environment.

        Returns (n, OBSERVATION_SIZE) and the episodes that this has aborted. Raises EnvError, and
        then the episodes under way go on.
        """

    def step(self, actions: ArrayLike) -> BackendStep:
        """Take one step with n actions. Raises InvalidActionError or EnvError."""

    def abandon(self, outcome: Outcome, detail: str) -> Sequence[EndedEpisode]:
        """End the episodes under way from outside; returns those worth telling of."""
