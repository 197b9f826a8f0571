"""Keep the episode variables of n rovers up to date with their sensor frames."""

import numpy as np
from mars_world.frame import SensorFrame
from numpy.typing import NDArray

from rover_env.acceleration import AccelerationMeter, linear_acceleration_mps2
from rover_env.actions import Actions, steering_and_throttle
from rover_env.attitude import yaw_rad
from rover_env.odometry import track_length_m
from rover_env.task import TaskColumns
from rover_env.variables import Variables

Float64 = NDArray[np.float64]
Rows = NDArray[np.intp]


class Tracker:
    """The measured part of the variables; what the rules and the reward say is set elsewhere.

    variables: the state after the newest frame. position_map: (n, 3) the end of the track.
    step_distance_m: (n,) way of the last step. acceleration: statistics of the IMU.
    duration_s: (n,) simulated time since the reset.
    """

    def __init__(self, n_rovers: int) -> None:
        self.variables = Variables.zeros(n_rovers)
        self.position_map = np.zeros((n_rovers, 3))
        self.step_distance_m = np.zeros(n_rovers)
        self.acceleration = AccelerationMeter(n_rovers)
        self.duration_s = np.zeros(n_rovers)
        self._start_stamp_s = np.zeros(n_rovers)

    def begin(
        self, rovers: Rows, frame: SensorFrame, nose_m: NDArray[np.float32], task: TaskColumns
    ) -> None:
        """Start anew for ``rovers`` (k,) from a frame of k rows; task has n rows."""
        self.position_map[rovers] = frame.position_map
        self.acceleration.begin(rovers)
        self._start_stamp_s[rovers] = frame.stamp_s
        self.duration_s[rovers] = 0.0
        at = self.variables
        at.clear(rovers)
        x, y = frame.position_map[:, 0], frame.position_map[:, 1]
        at.x[rovers] = at.last_position_x[rovers] = x
        at.y[rovers] = at.last_position_y[rovers] = y
        at.yaw[rovers] = yaw_rad(frame.orientation_map)
        distance_m = distance_to_checkpoint_m(frame.position_map, task.checkpoint[rovers])
        at.current_distance_to_checkpoint[rovers] = distance_m
        at.last_distance_to_checkpoint[rovers] = distance_m
        at.collision_threshold[rovers] = at.last_collision_threshold[rovers] = nose_m
        at.power_supply_range[rovers] = task.power_supply[rovers]

    def advance(
        self,
        actions: Actions,
        frame: SensorFrame,
        nose_m: NDArray[np.float32],
        task: TaskColumns,
    ) -> None:
        """Take in a step of every rover: the actions of n that led to a frame of n rows."""
        at = self.variables
        at.steps += 1
        np.subtract(task.power_supply, at.steps, out=at.power_supply_range)
        at.steering[:], at.throttle[:] = steering_and_throttle(actions)
        self._move(frame, task)
        at.last_collision_threshold[:] = at.collision_threshold
        at.collision_threshold[:] = nose_m
        acceleration_mps2 = linear_acceleration_mps2(
            frame.imu_force_base, frame.imu_orientation_map, task.gravity_mps2
        )
        self.acceleration.add(acceleration_mps2)
        at.average_linear_acceleration[:] = self.acceleration.mean
        # Whole nanoseconds, so that it does not matter when on its clock an episode began.
        np.round(frame.stamp_s - self._start_stamp_s, 9, out=self.duration_s)

    def _move(self, frame: SensorFrame, task: TaskColumns) -> None:
        at = self.variables
        at.last_position_x[:] = at.x
        at.last_position_y[:] = at.y
        at.x[:] = frame.position_map[:, 0]
        at.y[:] = frame.position_map[:, 1]
        at.yaw[:] = yaw_rad(frame.orientation_map)
        at.last_distance_to_checkpoint[:] = at.current_distance_to_checkpoint
        distance_m = distance_to_checkpoint_m(frame.position_map, task.checkpoint)
        at.current_distance_to_checkpoint[:] = distance_m
        np.less(distance_m, at.last_distance_to_checkpoint, out=at.closer_to_checkpoint)
        self.step_distance_m[:] = track_length_m(self.position_map, frame.track_map)
        at.distance_travelled += self.step_distance_m
        self.position_map[:] = frame.track_map[:, -1]


def distance_to_checkpoint_m(position_map: Float64, checkpoint_map: Float64) -> Float64:
    """Return the distance in the plane, (n,), of positions (n, 3) to checkpoints (n, 2)."""
    to_goal = checkpoint_map - position_map[:, :2]
    distance: Float64 = np.hypot(to_goal[:, 0], to_goal[:, 1])
    return distance
