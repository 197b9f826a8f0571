"""The task a world sets: where to start, what to reach, where to stay and for how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import hypot, inf
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Index = NDArray[np.intp] | slice


@dataclass(frozen=True)
class Task:
    """One world's task. Map frame, metres and radians.

    Distances are taken to ``checkpoint``. The goal is reached within ``radius_m`` of it and
    inside ``finish`` (x_min, x_max, y_min, y_max); whichever a world does not set has no limit.
    """

    world: str
    start: tuple[float, float, float]
    checkpoint: tuple[float, float]
    radius_m: float
    finish: tuple[float, float, float, float]
    rails: tuple[float, float, float, float]
    margin_m: float
    waypoints: tuple[tuple[float, float], ...]
    power_supply: int
    gravity_mps2: float

    @property
    def initial_distance_m(self) -> float:
        """The straight way from the world's start to the checkpoint."""
        return hypot(self.checkpoint[0] - self.start[0], self.checkpoint[1] - self.start[1])

    @classmethod
    def from_world_file(cls, world: Mapping[str, Any]) -> Self:
        """Read the task out of a world file's fields, as ``world/info`` sends them.

        In process they are ``world.file.model_dump()``, so that both give the same numbers.
        """
        start, rails = world['start'], world['rails']
        disc = world.get('checkpoint')
        goal = disc or world['finish']
        return cls(
            world=world['name'],
            start=(start['x'], start['y'], start['yaw']),
            checkpoint=(goal['x'], goal['y']),
            radius_m=disc['radius'] if disc else inf,
            finish=(-inf, inf, -inf, inf) if disc else (goal['x'], inf, goal['y'], inf),
            rails=(rails['x_min'], rails['x_max'], rails['y_min'], rails['y_max']),
            margin_m=rails['margin'],
            waypoints=tuple((point[0], point[1]) for point in world['waypoints']),
            power_supply=world['power_supply'],
            gravity_mps2=world['gravity'],
        )


@dataclass(frozen=True)
class TaskColumns:
    """The tasks of n rovers as columns, for batched rules; units and frames as in ``Task``."""

    checkpoint: Float64
    radius_m: Float64
    finish: Float64
    rails: Float64
    margin_m: Float64
    power_supply: NDArray[np.int64]
    gravity_mps2: Float64

    @classmethod
    def of(cls, tasks: Sequence[Task]) -> Self:
        """Stack tasks, one row each."""
        return cls(**{
            field.name: np.array([getattr(task, field.name) for task in tasks])
            for field in fields(cls)
        })  # fmt: skip

    def put(self, rows: Index, source: 'TaskColumns', source_rows: Index) -> None:
        """Overwrite some rows with rows of other columns."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(source, field.name)[source_rows]
