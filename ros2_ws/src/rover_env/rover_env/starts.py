"""Where episodes start: the start of the world, near it, or anywhere one can drive."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from rover_env.task import Task

Pose = tuple[float, float, float]

NUMBER_OPTIONS = ('x', 'y', 'yaw', 'start_jitter', 'yaw_jitter')


class StartError(ValueError):
    """A start that cannot be; the sentence names the option and the remedy."""


class FreePlaces(Protocol):
    """Where a rover can stand; see ``free_places.TerrainPlaces``."""

    def sample(self, rng: np.random.Generator) -> Pose:
        """Draw a place; x, y [m, map frame] and yaw [rad]."""


@dataclass(frozen=True)
class StartRule:
    """How starts are chosen.

    pose: x, y [m], yaw [rad] in map; None is the start of the world file.
    start_jitter_m, yaw_jitter_rad: largest deviation from it, evenly spread.
    random_share: 0..1 of the starts that are anywhere drivable instead.
    """

    pose: Pose | None = None
    start_jitter_m: float = 0.0
    yaw_jitter_rad: float = 0.0
    random_share: float = 0.0

    def __post_init__(self) -> None:
        for name in ('start_jitter_m', 'yaw_jitter_rad'):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise StartError(f'{name} is {getattr(self, name)}; needs 0 or more')
        if not 0.0 <= self.random_share <= 1.0:
            raise StartError(f'random_share is {self.random_share}; needs 0..1')

    def with_options(self, options: Mapping[str, Any] | None) -> 'StartRule':
        """Return the rule with what the options of one reset change; units as in ``EnvReset``.

        Raises:
            StartError: an option is unknown or has an impossible value.
        """
        if not options:
            return self
        for name, value in options.items():
            if name not in NUMBER_OPTIONS:
                raise StartError(
                    f'reset option {name!r} is unknown; use {", ".join(NUMBER_OPTIONS)}'
                )
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise StartError(f'reset option {name} is {value!r}; needs a number')
            if not math.isfinite(value):
                raise StartError(f'reset option {name} is {value}; needs a finite number')
        return replace(
            self,
            pose=_pose(options) or self.pose,
            start_jitter_m=float(options.get('start_jitter', self.start_jitter_m)),
            yaw_jitter_rad=float(options.get('yaw_jitter', self.yaw_jitter_rad)),
            random_share=0.0,
        )

    def draw(
        self, task: Task, rng: np.random.Generator, free_places: FreePlaces | None = None
    ) -> Pose:
        """Choose the start of one episode; draws nothing where nothing is random.

        free_places: needed for random starts.
        """
        if free_places and self.random_share > 0.0 and rng.random() < self.random_share:
            return free_places.sample(rng)
        x, y, yaw = self.pose or task.start
        if self.start_jitter_m > 0.0:
            dx, dy = rng.uniform(-self.start_jitter_m, self.start_jitter_m, 2).tolist()
            x, y = x + dx, y + dy
        if self.yaw_jitter_rad > 0.0:
            yaw += float(rng.uniform(-self.yaw_jitter_rad, self.yaw_jitter_rad))
        return x, y, yaw


def _pose(options: Mapping[str, Any]) -> Pose | None:
    given = [name for name in ('x', 'y', 'yaw') if name in options]
    if not given:
        return None
    if len(given) < 3:
        raise StartError(f'reset options name {", ".join(given)} only; give x, y and yaw')
    return float(options['x']), float(options['y']), float(options['yaw'])
