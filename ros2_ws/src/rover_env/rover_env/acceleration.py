r"""The linear acceleration that counts in the score, from the chassis IMU.

An accelerometer measures the specific force f = R^T (a - g), where R turns base_link into map, a is
the acceleration of the chassis and g = (0, 0, -g) is gravity. So the acceleration is

    a = f + R^T g      and the score takes      mean over the episode of |a|.

The samples are those of 100 Hz, each the mean force of its interval with the attitude at its
middle. The sample that the reset gives belongs to no step and does not count.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rover_env.attitude import up_base

Float64 = NDArray[np.float64]


def linear_acceleration_mps2(
    force_base: Float64, orientation_map: Float64, gravity_mps2: Float64
) -> Float64:
    """Return the norm of the acceleration with gravity removed, (n, k).

    force_base: (n, k, 3) specific force [m/s^2]. orientation_map: (n, k, 4) x y z w.
    gravity_mps2: (n,) positive.
    """
    motion = force_base - gravity_mps2[:, None, None] * up_base(orientation_map)
    norm: Float64 = np.sqrt(np.einsum('nkx,nkx->nk', motion, motion))
    return norm


@dataclass
class AccelerationMeter:
    """Mean and maximum of the linear acceleration [m/s^2] over the episodes of n rovers.

    step_mean: (n,) the mean over the last step alone.
    """

    n_rovers: int
    maximum: Float64 = field(init=False)
    step_mean: Float64 = field(init=False)
    _sum: Float64 = field(init=False)
    _count: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.maximum = np.zeros(self.n_rovers)
        self.step_mean = np.zeros(self.n_rovers)
        self._sum = np.zeros(self.n_rovers)
        self._count = np.zeros(self.n_rovers, np.int64)

    @property
    def mean(self) -> Float64:
        """The mean over all samples so far, (n,); 0 before the first."""
        return self._sum / np.maximum(self._count, 1)

    def begin(self, rovers: NDArray[np.intp]) -> None:
        """Forget the episodes of some rovers."""
        self.maximum[rovers] = 0.0
        self._sum[rovers] = 0.0
        self._count[rovers] = 0

    def add(self, acceleration_mps2: Float64) -> None:
        """Take the samples of one step of every rover, (n, k)."""
        np.maximum(self.maximum, acceleration_mps2.max(axis=1), out=self.maximum)
        step_sum, n_samples = acceleration_mps2.sum(axis=1), acceleration_mps2.shape[1]
        np.divide(step_sum, n_samples, out=self.step_mean)
        self._sum += step_sum
        self._count += n_samples
