"""Record the steps and episodes of rovers that drive side by side."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from rover_env.spec import ACTION_NAMES
from rover_env.step_table import PROBABILITY_PREFIX

from policy_trainer.episodes import EpisodeEnd

Columns = Mapping[str, NDArray[Any]]


class Records(Protocol):
    """Where the records of a run go."""

    def new_episodes(self, n: int) -> NDArray[np.int64]:
        """Return numbers that no other episode of the run has."""

    def episode(self, record: Mapping[str, Any]) -> None:
        """Take what an episode came to."""

    def steps(self, columns: Columns, test: bool) -> None:
        """Take one step of some rovers."""


class DriveRecorder:
    """Numbers the episodes of n rovers and records what they do.

    physics: the model they drive in. test: whether it is a test of the policy, not training.
    """

    def __init__(self, records: Records, n_rovers: int, physics: str, test: bool) -> None:
        self._records = records
        self._rovers = np.arange(n_rovers, dtype=np.int32)
        self._numbers = np.zeros(n_rovers, np.int64)
        self._physics = physics
        self._test = test

    def begin(self) -> None:
        """Be told that all rovers begin new episodes; needed before the first step."""
        self._numbers = self._records.new_episodes(len(self._rovers))

    def step(
        self,
        columns: Columns | None,
        ends: Mapping[int, EpisodeEnd],
        counted: NDArray[np.intp] | None = None,
        probabilities: NDArray[np.float32] | None = None,
    ) -> None:
        """Take one step of all rovers; in the next one those of ``ends`` are in new episodes.

        columns: as ``step_columns`` has them; none where the environment does not tell.
        counted: which rovers matter, none for all. probabilities: (n, actions) of a test.
        """
        if columns is not None:
            self._records.steps(self._whole(columns, counted, probabilities), self._test)
        for rover, end in ends.items():
            heading = {'episode': int(self._numbers[rover]), 'rover': rover}
            self._records.episode(
                heading | {'test': self._test, 'physics': self._physics} | end.record()
            )
        if ends:
            numbers = self._numbers.copy()  # the old ones are in recorded steps
            numbers[list(ends)] = self._records.new_episodes(len(ends))
            self._numbers = numbers

    def _whole(
        self,
        columns: Columns,
        counted: NDArray[np.intp] | None,
        probabilities: NDArray[np.float32] | None,
    ) -> Columns:
        whole: dict[str, NDArray[Any]] = {
            'episode': self._numbers,
            'rover': self._rovers,
            **columns,
        }
        if probabilities is not None:
            for index, action in enumerate(ACTION_NAMES):
                whole[PROBABILITY_PREFIX + action] = probabilities[:, index]
        if counted is not None:
            whole = {name: values[counted] for name, values in whole.items()}
        return whole
