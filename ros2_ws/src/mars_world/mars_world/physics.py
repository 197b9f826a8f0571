"""The interface that every model of the rover's motion offers; see FullPhysics and FastPhysics."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mars_world.frame import SensorFrame
from mars_world.world import World

STEP_PERIOD_S = 0.3  # of simulated time; the original slept this long in wall time
PHYSICS_STEP_S = 0.005  # of scores; coarser steps move and shake the rover differently


class Physics(Protocol):
    """N rovers that move together, each alone in its own copy of one of the worlds."""

    worlds: Sequence[World]
    n_rovers: int

    def reset(
        self,
        rovers: NDArray[np.intp],
        poses_map: NDArray[np.float64],
        seeds: NDArray[np.uint64],
        world_indices: NDArray[np.intp] | None = None,
    ) -> SensorFrame:
        """Put some rovers at rest on the ground and seed their noise.

        rovers: (k,) which ones. poses_map: (k, 3) x [m], y [m], yaw [rad]. seeds: (k,).
        world_indices: (k,) into ``worlds``; None keeps each rover in its world.
        Returns a frame of k rows.
        """

    def step(self, speed_mps: ArrayLike, yaw_rate_radps: ArrayLike) -> SensorFrame:
        """Drive every rover for STEP_PERIOD_S with a held command; returns a frame of n rows."""
