"""Follow one rover of a training, for whoever looks on."""

from collections.abc import Callable
from time import monotonic

import numpy as np
from rover_env.driven_step import DrivenStep
from rover_env.session import Session

SHOWN_WORLD = 0  # the first of the worlds to train in is that of the run, whose map is shown
NOTED_EVERY_S = 0.04
"""Wall time, so that few rovers, which take many steps a second, are no more work than many."""

Note = Callable[[DrivenStep, int, str], None]
"""Takes a step, which of its rovers is followed, and the id of that rover's episode."""


class Spectator:
    """Has steps of one rover noted: the first that drives in the world of the run.

    The rover is followed until an episode takes it to another world. Its steps are thinned out,
    but the last one of an episode is always noted.

    watched: whether anybody looks; while nobody does, nothing is noted.
    """

    def __init__(self, note: Note, clock: Callable[[], float] = monotonic) -> None:
        """Note with ``note``, which is called in the thread that drives; ``clock`` in seconds."""
        self.watched = False
        self._note = note
        self._clock = clock
        self._session = Session()
        self._session.renew()
        self._episode_id = ''
        self._rover = 0
        self._noted_s = 0.0

    def see(self, driven: DrivenStep) -> None:
        """Take in a step of all rovers."""
        if not self.watched:
            self._episode_id = ''  # whoever looks next has not seen its beginning
        elif self._finds_rover(driven.episodes.world_indices):
            ended = bool(driven.result.terminated[self._rover])
            now_s = self._clock()
            if ended or now_s - self._noted_s >= NOTED_EVERY_S:
                self._noted_s = now_s
                self._note(driven, self._rover, self._current_episode())
            if ended:
                self._episode_id = ''

    def _finds_rover(self, worlds: np.ndarray) -> bool:
        if worlds[self._rover] != SHOWN_WORLD:
            here = np.flatnonzero(worlds == SHOWN_WORLD)
            if not here.size:
                return False
            self._rover, self._episode_id = int(here[0]), ''
        return True

    def _current_episode(self) -> str:
        self._episode_id = self._episode_id or self._session.episode_ids(1)[0]
        return self._episode_id
