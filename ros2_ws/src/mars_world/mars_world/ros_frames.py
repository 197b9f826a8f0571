"""The tf tree map -> odom -> base_link -> sensors and wheels, and the robot description."""

from typing import Any

import numpy as np
from builtin_interfaces.msg import Time
from geometry_msgs.msg import TransformStamped
from numpy.typing import NDArray
from rclpy.node import Node
from rclpy.qos import QoSProfile
from rover_description import urdf_xml
from rover_description.joints import Joint, joints
from rover_description.quaternion import from_rpy, inverse, product
from std_msgs.msg import String

from mars_world.ros_qos import LATCHED
from mars_world.rotation import matrices, to_wxyz

try:
    from tf2_msgs.msg import TFMessage
except ImportError:  # not among the ROS packages on PyPI
    TFMessage = None

Float64 = NDArray[np.float64]

_TF = QoSProfile(depth=100)


class FramePublisher:
    """Publishes /tf, /tf_static and robot_description; without tf2_msgs only the last."""

    def __init__(self, node: Node, joint_names: tuple[str, ...]) -> None:
        self._description_pub = node.create_publisher(String, 'robot_description', LATCHED)
        self._description_pub.publish(String(data=urdf_xml()))
        by_name = {joint.name: joint for joint in joints()}
        self._moving = [by_name[name] for name in joint_names]
        self._tf_pub = self._static_pub = None
        if TFMessage is None:
            node.get_logger().warning('no tf is published: the package tf2_msgs is not installed')
            return
        self._tf_pub = node.create_publisher(TFMessage, '/tf', _TF)
        self._static_pub = node.create_publisher(TFMessage, '/tf_static', LATCHED)
        fixed = [joint for joint in joints() if joint.axis is None]
        self._static_pub.publish(
            TFMessage(transforms=[_of_joint(joint, 0.0, Time()) for joint in fixed])
        )

    def publish(
        self,
        position_map: Float64,
        orientation_map: Float64,
        pose_odom: Float64,
        angles_rad: Float64,
        stamp: Time,
    ) -> None:
        """Publish all moving transforms; pose_odom: x, y, yaw of base_link by odometry."""
        if self._tf_pub is None:
            return
        odom_position = np.array([pose_odom[0], pose_odom[1], 0.0])
        odom_orientation = from_rpy(0.0, 0.0, float(pose_odom[2]))
        # What the odometry has drifted by: map_from_base times base_from_odom.
        map_from_odom = product(orientation_map, inverse(odom_orientation))
        shift = position_map - matrices(to_wxyz(map_from_odom)) @ odom_position
        transforms = [
            _transform('map', 'odom', shift, map_from_odom, stamp),
            _transform('odom', 'base_link', odom_position, odom_orientation, stamp),
        ]
        for joint, angle in zip(self._moving, angles_rad.tolist(), strict=True):
            transforms.append(_of_joint(joint, angle, stamp))
        self._tf_pub.publish(TFMessage(transforms=transforms))


def _of_joint(joint: Joint, angle_rad: float, stamp: Time) -> TransformStamped:
    attitude = joint.attitude(angle_rad)
    return _transform(joint.parent, joint.child, joint.position_m, attitude, stamp)


def _transform(
    parent: str, child: str, position: Float64, orientation: Float64, stamp: Time
) -> TransformStamped:
    message: Any = TransformStamped(child_frame_id=child)
    message.header.frame_id, message.header.stamp = parent, stamp
    place, turn = message.transform.translation, message.transform.rotation
    place.x, place.y, place.z = position.tolist()
    turn.x, turn.y, turn.z, turn.w = orientation.tolist()
    return message
