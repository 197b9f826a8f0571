"""Where the rover is and how its joints are turned, for pictures of it."""

import numpy as np
from mars_world.rover_pose import RoverPose
from mars_world.world import World
from nav_msgs.msg import Odometry
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rover_env.ros_polled_topic import PolledTopic
from sensor_msgs.msg import JointState

from rover_web.camera.moment import Moment

# Only the newest is of use, and no publisher waits for it to arrive.
NEWEST = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)


class RoverWatch:
    """In: joint_states (JointState), only while somebody looks; odometry and world are fed."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._joints: dict[str, float] = {}
        self._topic: PolledTopic | None = None
        self.moment = Moment()

    def look(self, watched: bool) -> None:
        """Take in how the joints are now; nothing is received while nobody looks."""
        if not watched:
            if self._topic is not None:
                self._topic.close()
            self._topic = None
            return
        if self._topic is None:
            self._topic = PolledTopic(
                self._node, JointState, 'joint_states', self._on_joints, NEWEST
            )
        self._topic.deliver()

    def show_world(self, world: World) -> None:
        """Take in another world."""
        self.moment = Moment(world, self.moment.pose)

    def show_odometry(self, message: Odometry) -> None:
        """Take in where the rover is; a moment that shows nothing new is the same moment."""
        position, turn = message.pose.pose.position, message.pose.pose.orientation
        pose = RoverPose(
            np.array([position.x, position.y, position.z]),
            np.array([turn.x, turn.y, turn.z, turn.w]),
            self._joints,
        )
        is_known = np.isfinite(pose.position_map).all() and np.isfinite(pose.orientation_map).all()
        if is_known and not _looks_like(pose, self.moment.pose):
            self.moment = Moment(self.moment.world, pose)

    def _on_joints(self, message: JointState) -> None:
        self._joints = dict(zip(message.name, message.position, strict=True))


def _looks_like(pose: RoverPose, shown: RoverPose | None) -> bool:
    return (
        shown is not None
        and np.allclose(pose.position_map, shown.position_map, atol=1e-4)
        and np.allclose(pose.orientation_map, shown.orientation_map, atol=1e-4)
        and pose.joint_rad == shown.joint_rad
    )
