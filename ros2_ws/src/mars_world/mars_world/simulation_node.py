"""The simulation: one rover in one world on the ROS graph, in lockstep or running free."""

import math
from enum import IntEnum
from typing import Any, TypeVar

import numpy as np
from geometry_msgs.msg import Twist
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rover_description import load_rover, rover_checksum
from rover_interfaces.srv import PauseWorld, ResetWorld, StepWorld, WorldInfo

from mars_world.full_physics import FullPhysics
from mars_world.pace import Pace
from mars_world.physics import PHYSICS_STEP_S
from mars_world.ros_parameters import declare
from mars_world.ros_qos import LATEST
from mars_world.ros_run import run
from mars_world.ros_sensors import SensorPublisher
from mars_world.ros_stamps import to_stamp
from mars_world.samples import Samples
from mars_world.simulated_rover import SETTLING_S
from mars_world.world import load_world

Reply = TypeVar('Reply')

COMMAND_TIMEOUT_S = 0.5  # of simulated time; without a command a free-running rover stops
MAX_STEP_S = 60.0  # of simulated time in one request
_DIVERGED = 'the simulation diverged or the rover left the ground; call world/reset'
_TICK_S = 0.02  # of wall time between looks at the clock while running free


class ErrorCode(IntEnum):
    """error_code of the world services."""

    NONE = 0
    BAD_REQUEST = 1
    WRONG_MODE = 2
    DIVERGED = 3


class Simulation(Node):
    """In: cmd_vel (Twist; only while running free).

    Out: scan, contacts, joint_states and tf at 10 Hz; imu/data, odom and ground_truth/odom at
    100 Hz; /clock; camera and camera/depth (image_raw, camera_info) while watched; imu/wheel_NAME
    at 100 Hz if wheel_imus.
    Services: world/step, world/reset, world/pause, world/info.
    Params: world, physics_step [s], seed, lockstep, real_time_factor, lidar_noise [m],
    and those of SensorPublisher.
    """

    def __init__(self) -> None:
        super().__init__('simulation')
        self._declare_parameters()
        self._world = load_world(self._value('world'))
        self._physics = FullPhysics(
            [self._world], 1,
            physics_step_s=self._value('physics_step'), lidar_noise_m=self._value('lidar_noise'),
        )  # fmt: skip
        self._step_ns = round(1e9 * self._value('physics_step'))
        self._lockstep = bool(self._value('lockstep'))
        self._paused = False
        self._time_ns = self._origin_ns = 0
        self._diverged = False
        self._command, self._command_ns = Twist(), 0
        self._sensors = SensorPublisher(
            self, load_rover(), self._world, self._physics.joint_names, self._physics.rates.sample_s
        )
        self._place(self._value('seed'), None)
        self.create_service(StepWorld, 'world/step', self._on_step)
        self.create_service(ResetWorld, 'world/reset', self._on_reset)
        self.create_service(PauseWorld, 'world/pause', self._on_pause)
        self.create_service(WorldInfo, 'world/info', self._on_info)
        if not self._lockstep:
            self.create_subscription(Twist, 'cmd_vel', self._on_command, LATEST)
            self._wall = Clock(clock_type=ClockType.STEADY_TIME)
            self._pace = Pace(self._wall.now().nanoseconds)
            self.create_timer(_TICK_S, self._on_tick, clock=self._wall)
        self.get_logger().info(
            f'world {self._world.file.name}, {"lockstep" if self._lockstep else "running free"}, '
            f'physics step {1e3 * self._value("physics_step"):g} ms'
        )

    def _declare_parameters(self) -> None:
        declare(self, 'world', 'mars', 'name of a world or path of a world file')
        declare(self, 'physics_step', PHYSICS_STEP_S, '[s] integration step', (0.001, 0.02))
        declare(self, 'seed', 0, 'of the noise until the first world/reset', (0, 2**62))
        declare(self, 'lockstep', True, 'advance only in world/step; false: run free on cmd_vel')
        declare(
            self, 'real_time_factor', 1.0, 'simulated per wall seconds while running free',
            (0.01, 100.0), fixed=False,
        )  # fmt: skip
        declare(
            self, 'lidar_noise', load_rover().sensors.lidar.noise_m,
            '[m] standard deviation, 0 for none', (0.0, 1.0),
        )  # fmt: skip

    def _value(self, name: str) -> Any:  # noqa: ANN401  the type is the declared one's
        return self.get_parameter(name).value

    def _on_step(self, request: StepWorld.Request, reply: StepWorld.Response) -> StepWorld.Response:
        reply.stamp = to_stamp(self._time_ns)
        step_s, n_steps = 1e-9 * self._step_ns, request.physics_steps
        speed, yaw_rate = request.command.linear.x, request.command.angular.z
        if not (self._lockstep or self._paused):
            return _refuse(reply, ErrorCode.WRONG_MODE, 'the world runs free; pause it first')
        if self._diverged:
            return _refuse(reply, ErrorCode.DIVERGED, _DIVERGED)
        if not 1 <= n_steps <= MAX_STEP_S / step_s:
            return _refuse(
                reply, ErrorCode.BAD_REQUEST,
                f'physics_steps is {n_steps}; needs 1 to {int(MAX_STEP_S / step_s)}',
            )  # fmt: skip
        if not (math.isfinite(speed) and math.isfinite(yaw_rate)):
            return _refuse(
                reply, ErrorCode.BAD_REQUEST,
                f'command is {speed} m/s, {yaw_rate} rad/s; needs finite numbers',
            )  # fmt: skip
        self._advance(n_steps, speed, yaw_rate)
        reply.stamp = to_stamp(self._time_ns)
        if self._diverged:
            return _refuse(reply, ErrorCode.DIVERGED, _DIVERGED)
        reply.success = True
        return reply

    def _on_reset(
        self, request: ResetWorld.Request, reply: ResetWorld.Response
    ) -> ResetWorld.Response:
        reply.stamp = to_stamp(self._time_ns)
        pose = (request.x, request.y, request.yaw) if request.use_pose else None
        terrain = self._world.terrain
        if pose is not None and not (
            terrain.x_min <= pose[0] <= terrain.x_max
            and terrain.y_min <= pose[1] <= terrain.y_max
            and math.isfinite(pose[2])
        ):
            return _refuse(
                reply, ErrorCode.BAD_REQUEST,
                f'pose is {pose}; x needs {terrain.x_min} to {terrain.x_max} m, y '
                f'{terrain.y_min} to {terrain.y_max} m, yaw a finite angle',
            )  # fmt: skip
        self._place(request.seed, pose)
        reply.stamp = to_stamp(self._time_ns)
        reply.success = True
        return reply

    def _on_pause(
        self, request: PauseWorld.Request, reply: PauseWorld.Response
    ) -> PauseWorld.Response:
        if self._lockstep and not request.paused:
            return _refuse(
                reply, ErrorCode.WRONG_MODE,
                'a lockstep world is always paused; start it with lockstep:=false',
            )  # fmt: skip
        self._paused = request.paused
        reply.success = True
        return reply

    def _on_info(self, _: WorldInfo.Request, reply: WorldInfo.Response) -> WorldInfo.Response:
        reply.world = self._world.file.name
        reply.world_file = self._world.file.model_dump_json()
        reply.world_checksum = self._world.checksum
        reply.rover_checksum = rover_checksum()
        reply.physics_step = 1e-9 * self._step_ns
        reply.steps_per_second = round(1e9 / self._step_ns)
        reply.lockstep = self._lockstep
        reply.success = True
        return reply

    def _on_command(self, command: Twist) -> None:
        self._command, self._command_ns = command, self._time_ns

    def _on_tick(self) -> None:
        wall_ns, factor = self._wall.now().nanoseconds, self._value('real_time_factor')
        if self._paused or self._diverged:
            self._pace.hold(wall_ns)
            return
        n_steps = self._pace.steps_due(wall_ns, factor, self._step_ns)
        if self._pace.is_too_slow(wall_ns):
            self.get_logger().warning(
                f'this machine is too slow for real_time_factor {factor:g}: simulated time falls '
                'behind; set a smaller one',
                once=True,
            )
        if n_steps == 0:
            return
        if self._time_ns - self._command_ns > 1e9 * COMMAND_TIMEOUT_S:
            self._command = Twist()
        self._advance(n_steps, self._command.linear.x, self._command.angular.z)
        if self._diverged:
            self.get_logger().error(_DIVERGED)

    def _place(self, seed: int, pose_map: tuple[float, float, float] | None) -> None:
        """Put the rover at rest; settling takes simulated time, so stamps never repeat."""
        start = self._world.file.start
        samples = self._physics.place(
            np.array([0]), np.array([pose_map or (start.x, start.y, start.yaw)]),
            np.array([seed], np.uint64),
        )  # fmt: skip
        self._sensors.restart(seed)
        self._origin_ns = self._time_ns + round(1e9 * SETTLING_S)
        self._command = Twist()
        self._finish(samples, self._origin_ns)

    def _advance(self, n_steps: int, speed_mps: float, yaw_rate_radps: float) -> None:
        samples = self._physics.advance(n_steps, speed_mps, yaw_rate_radps)
        self._finish(samples, self._time_ns + n_steps * self._step_ns)

    def _finish(self, samples: Samples, time_ns: int) -> None:
        """Publish what was sampled on the way to a new time."""
        self._time_ns = time_ns
        self._diverged = bool(samples.failed[0])
        self._sensors.publish(samples, self._origin_ns)


def _refuse(reply: Reply, code: ErrorCode, message: str) -> Reply:
    reply.success, reply.error_code, reply.message = False, int(code), message
    return reply


def main() -> None:
    """Run the node until Ctrl-C or shutdown; exit code 1 where it cannot start."""
    run('simulation', Simulation)
