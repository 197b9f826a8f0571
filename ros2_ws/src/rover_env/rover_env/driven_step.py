"""A step of many rovers as it was driven, for somebody who looks on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mars_world.frame import SensorFrame

from rover_env.actions import Actions
from rover_env.collision import Verdict
from rover_env.episode import Episodes, EpisodeStep


@dataclass(frozen=True)
class DrivenStep:
    """One step of n rovers, before those that have ended are reset.

    What is in it is overwritten by the next step, so it is to be read at once.
    actions, frame, verdicts: as ``Episodes.advance`` takes them. result: what it returned.
    """

    episodes: Episodes
    actions: Actions
    frame: SensorFrame
    verdicts: Mapping[int, Verdict]
    result: EpisodeStep


Watcher = Callable[[DrivenStep], None]
"""Sees every step; changes nothing, draws no random numbers and returns at once."""
