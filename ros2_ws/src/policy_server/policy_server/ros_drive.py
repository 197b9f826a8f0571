"""The drive mode of the policy server: sensor topics in, cmd_vel out."""

from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from rover_env.ros_parameters import declare
from rover_env.ros_qos import LATEST
from rover_env.spec import N_RAYS, STEP_PERIOD_S
from rover_env.task import Task
from rover_interfaces.msg import CollisionState
from sensor_msgs.msg import LaserScan

from policy_server.drive import Command, Drive, Sensed, stop
from policy_server.inference import Float32, InferenceError, ObservationError
from policy_server.ros_drive_task import declare_task
from policy_server.ros_task_client import TaskClient

# A driver may publish best effort, and its next sample comes soon; a verdict must not get lost.
SENSORS = {
    'scan': (LaserScan, qos_profile_sensor_data),
    'ground_truth/odom': (Odometry, qos_profile_sensor_data),
    'collision': (CollisionState, LATEST),
}
COLLISION_KINDS = {
    CollisionState.LIDAR: 'something is within the stop distance of the LIDAR',
    CollisionState.BODY: 'the body touches something',
    CollisionState.WHEEL_SIDE: 'the side of a wheel touches something',
    CollisionState.STALE_SCAN: 'the collision monitor has no good scan',
}


class RosDrive:
    """In: scan, ground_truth/odom, collision. Out: cmd_vel, one command per step.

    Stands still while one of the three is silent or a collision is told. Asks world/info for
    checkpoint and rails, unless the parameters name them (a real rover has no world/info).
    Params: drive.timeout [s], drive.checkpoint [m], drive.radius [m], drive.rails [m],
    drive.power_supply [steps].
    """

    def __init__(self, node: Node, decide: Callable[[Float32], int]) -> None:
        self._node = node
        self._decide = decide
        self._timeout_s = declare(
            node, 'drive.timeout', 0.5, '[s] silence of a sensor that stops the rover', (0.05, 60.0)
        )
        self._newest: dict[str, Any] = {}
        self._received_s = dict.fromkeys(SENSORS, -inf)
        self._why_stopped = ''
        task = declare_task(node)
        self._drive = Drive(task, decide) if task else None
        self._task_client = TaskClient(node, self._on_task)
        self._command_pub = node.create_publisher(Twist, 'cmd_vel', LATEST)
        for name, (kind, qos) in SENSORS.items():
            node.create_subscription(
                kind, name, lambda message, name=name: self._on_sensor(name, message), qos
            )
        node.create_timer(STEP_PERIOD_S, self._on_step)

    def _on_sensor(self, name: str, message: object) -> None:
        self._newest[name] = message
        self._received_s[name] = self._now_s()

    def _on_step(self) -> None:
        command = self._command()
        if command.why_stopped != self._why_stopped:
            self._why_stopped = command.why_stopped
            self._node.get_logger().info(
                f'standing still: {command.why_stopped}' if command.why_stopped else 'driving'
            )
        twist = Twist()
        twist.linear.x = command.speed_mps
        twist.angular.z = command.yaw_rate_radps
        self._command_pub.publish(twist)

    def _command(self) -> Command:
        if self._drive is None:
            self._task_client.ask()
            return stop('waiting for world/info to tell checkpoint and rails')
        why = self._why_unsafe()
        if why:
            return stop(why)
        try:
            return self._drive.command(
                to_sensed(self._newest['scan'], self._newest['ground_truth/odom'])
            )
        except (ObservationError, InferenceError) as error:
            return stop(str(error))

    def _why_unsafe(self) -> str:
        silent = [
            name
            for name, received_s in self._received_s.items()
            if self._now_s() - received_s > self._timeout_s
        ]
        if silent:
            return f'nothing on {", ".join(silent)} for {self._timeout_s:g} s'
        n_rays = len(self._newest['scan'].ranges)
        if n_rays != N_RAYS:
            return f'a scan has {n_rays} rays, the policy needs {N_RAYS}'
        return COLLISION_KINDS.get(self._newest['collision'].kind, '')

    def _on_task(self, task: Task) -> None:
        self._drive = Drive(task, self._decide)

    def _now_s(self) -> float:
        return self._node.get_clock().now().nanoseconds * 1e-9


def to_sensed(scan: LaserScan, odometry: Odometry) -> Sensed:
    """Take the sensor values out of messages."""
    pose, twist = odometry.pose.pose, odometry.twist.twist
    position, orientation = pose.position, pose.orientation
    return Sensed(
        scan_m=np.asarray(scan.ranges, np.float32),
        position_map=np.array([position.x, position.y, position.z]),
        orientation_map=np.array([orientation.x, orientation.y, orientation.z, orientation.w]),
        velocity_base=np.array([twist.linear.x, twist.linear.y, twist.linear.z]),
        rate_base=np.array([twist.angular.x, twist.angular.y, twist.angular.z]),
    )
