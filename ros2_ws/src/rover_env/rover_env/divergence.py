"""What an episode sees of a rover whose simulation has failed."""

from dataclasses import replace
from typing import TypeVar

import numpy as np
from mars_world.frame import SensorFrame
from numpy.typing import NDArray

Scalar = TypeVar('Scalar', bound=np.generic)

LEVEL = np.array([0.0, 0.0, 0.0, 1.0])


def lost_near(position_map: NDArray[np.float64]) -> str:
    """Say for a person where a rover last was, (3,), before its simulation failed."""
    x, y, _ = position_map
    return f'the simulation diverged or ran off the ground near x {x:.2f} m, y {y:.2f} m'


def held_still(
    frame: SensorFrame,
    failed: NDArray[np.bool_],
    position_map: NDArray[np.float64],
    gravity_mps2: NDArray[np.float64],
) -> SensorFrame:
    """Return the frame with the failed rows as if the rover stood level where it last was.

    The values of a failed row mean nothing and may not be finite; nothing of them may get into
    rewards, statistics or observations. failed: (n,). position_map: (n, 3) of the step before.
    """

    def where_failed(
        values: NDArray[Scalar], instead: NDArray[np.float64] | float
    ) -> NDArray[Scalar]:
        mask = failed.reshape(-1, *[1] * (values.ndim - 1))
        return np.where(mask, instead, values).astype(values.dtype)

    force_at_rest = np.zeros((len(failed), 1, 3))
    force_at_rest[:, 0, 2] = gravity_mps2
    return replace(
        frame,
        position_map=where_failed(frame.position_map, position_map),
        orientation_map=where_failed(frame.orientation_map, LEVEL),
        velocity_base=where_failed(frame.velocity_base, 0.0),
        rate_base=where_failed(frame.rate_base, 0.0),
        scans_m=where_failed(frame.scans_m, np.inf),
        track_map=where_failed(frame.track_map, position_map[:, None]),
        imu_force_base=where_failed(frame.imu_force_base, force_at_rest),
        imu_orientation_map=where_failed(frame.imu_orientation_map, LEVEL),
    )
