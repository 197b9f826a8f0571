"""The IMUs at the six axles, from how the rover moved between two samples."""

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray
from rover_description import WHEELS, Rover

from mars_world.imu import Imu
from mars_world.model import rover_spec
from mars_world.rotation import matrices
from mars_world.samples import Samples

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class WheelImuSamples:
    """What the IMUs felt, in the order of WHEELS; each in its own frame wheel_NAME_imu_link.

    force: (6, k, 3) m/s^2. rate: (6, k, 3) rad/s. orientation_map: (6, k, 4) x y z w.
    """

    force: Float64
    rate: Float64
    orientation_map: Float64


class WheelImus:
    """Follows one rover; like the chassis IMU they give the mean over each sample interval.

    They sit on what carries the wheels, so that they steer with them and do not turn with them.
    """

    def __init__(self, rover: Rover, gravity_mps2: float, sample_s: float) -> None:
        self._model = rover_spec(rover).compile()
        self._data = mujoco.MjData(self._model)
        self._links = [self._model.body(f'wheel_{name}_imu_link').id for name in WHEELS]
        self._gravity = np.full(len(WHEELS), gravity_mps2)
        self._imu = Imu(np.zeros(3), sample_s)
        self._before: tuple[Float64, Float64] | None = None

    def reset(self) -> None:
        """Begin anew, after the rover was put somewhere."""
        self._before = None

    def measure(self, samples: Samples) -> WheelImuSamples:
        """Return what the IMUs of the first rover felt; all they feel at a reset is gravity."""
        motions = [self._motion(samples, k) for k in range(samples.stamps_s.shape[1])]
        motions.insert(0, self._before or motions[0])
        self._before = motions[-1]
        poses = np.stack([pose for pose, _ in motions], axis=1)
        velocities = np.stack([velocity for _, velocity in motions], axis=1)
        force, orientation_map = self._imu.measure(poses, velocities, self._gravity)
        return WheelImuSamples(force, velocities[:, 1:, 3:], orientation_map)

    def _motion(self, samples: Samples, k: int) -> tuple[Float64, Float64]:
        """Return the links at a sample as if each were a free body: qpos (6, 7) and qvel (6, 6)."""
        model, data = self._model, self._data
        data.qpos[:] = samples.coordinates(0, k)
        data.qvel[:3] = matrices(data.qpos[3:7]) @ samples.velocity_base[0, k]
        data.qvel[3:6], data.qvel[6:] = samples.rate_base[0, k], samples.joint_radps[0, k]
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        mujoco.mj_comVel(model, data)
        pose = np.concatenate([data.xpos[self._links], data.xquat[self._links]], axis=1)
        velocity = np.empty((len(self._links), 6))
        turning_and_moving = np.empty(6)
        for row, link in enumerate(self._links):
            mujoco.mj_objectVelocity(
                model, data, mujoco.mjtObj.mjOBJ_XBODY, link, turning_and_moving, 0
            )
            velocity[row, :3] = turning_and_moving[3:]
            velocity[row, 3:] = matrices(pose[row, 3:]).T @ turning_and_moving[:3]
        return pose, velocity
