"""How a rover stands at one moment, and how it moved over a recorded drive."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mars_world.rotation import to_wxyz

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class RoverPose:
    """Where base_link is and how the joints are turned.

    position_map: (3,) metres. orientation_map: (4,) x y z w. joint_rad: by the names of the
    URDF; a joint that is missing is at 0.
    """

    position_map: Float64
    orientation_map: Float64
    joint_rad: Mapping[str, float]

    def coordinates(self, joint_names: Sequence[str]) -> Float64:
        """Return MuJoCo's coordinates, (7 + n_joints,), for joints in this order."""
        joints = [self.joint_rad.get(name, 0.0) for name in joint_names]
        return np.concatenate([self.position_map, to_wxyz(self.orientation_map), joints])


@dataclass(frozen=True)
class RecordedDrive:
    """A rover at k moments, oldest first.

    time_s: (k,) rising. position_map: (k, 3) metres. orientation_map: (k, 4) x y z w.
    joint_rad: by name, (k,) each; a joint that is missing is at 0.
    """

    time_s: Float64
    position_map: Float64
    orientation_map: Float64
    joint_rad: Mapping[str, Float64]

    def poses(self, rate_hz: float) -> Iterator[RoverPose]:
        """Yield the rover at a steady rate from the first moment on, between moments on the way.

        Raises:
            ValueError: there is no moment, or arrays differ in length.
        """
        lengths = {len(self.position_map), len(self.orientation_map)}
        lengths |= {len(angles) for angles in self.joint_rad.values()}
        if lengths != {len(self.time_s)} or len(self.time_s) == 0:
            raise ValueError(
                f'a drive of {len(self.time_s)} moments has arrays of {sorted(lengths)}; '
                'all need the same length, at least 1'
            )
        duration_s = float(self.time_s[-1] - self.time_s[0])
        turns = _same_side(self.orientation_map)
        for number in range(int(duration_s * rate_hz + 1e-6) + 1):
            yield self._at(float(self.time_s[0]) + number / rate_hz, turns)

    def _at(self, time_s: float, turns: Float64) -> RoverPose:
        def value(column: Float64) -> float:
            return float(np.interp(time_s, self.time_s, column))

        turn = np.array([value(column) for column in turns.T])
        return RoverPose(
            np.array([value(column) for column in self.position_map.T]),
            turn / np.linalg.norm(turn),
            {name: value(angles) for name, angles in self.joint_rad.items()},
        )


def _same_side(orientations: Float64) -> Float64:
    """Return the same attitudes (k, 4) without jumps from a quaternion to its negative."""
    jumps = np.sum(orientations[1:] * orientations[:-1], axis=1) < 0.0
    signs = np.cumprod(np.concatenate([[1.0], np.where(jumps, -1.0, 1.0)]))
    return np.asarray(orientations * signs[:, None])
