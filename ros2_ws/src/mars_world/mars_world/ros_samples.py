"""Samples of one rover as ROS messages, published in the order of their stamps."""

import array

import numpy as np
from builtin_interfaces.msg import Time
from geometry_msgs.msg import Point
from nav_msgs.msg import Odometry
from numpy.typing import NDArray
from rclpy.node import Node
from rosgraph_msgs.msg import Clock
from rover_description import CORNERS, WHEELS, Rover
from rover_interfaces.msg import Contact, Contacts
from sensor_msgs.msg import Imu, JointState, LaserScan

from mars_world.frame import Touch
from mars_world.ros_frames import FramePublisher
from mars_world.ros_qos import NO_LOSS_LATCHED
from mars_world.ros_stamps import to_stamp
from mars_world.samples import Samples
from mars_world.wheel_odometry import WheelOdometry

Float64 = NDArray[np.float64]

_ODOM_VARIANCE = (1e-4, 1e-4, 1e-2, 1e-3, 1e-3, 1e-3)  # of x y z [m^2] and roll pitch yaw [rad^2]


class SamplePublisher:
    """Publishes scan, imu/data, odom, ground_truth/odom, joint_states, contacts, tf and /clock.

    Messages are made once and filled again for each sample: publishing copies them.
    """

    def __init__(
        self, node: Node, rover: Rover, joint_names: tuple[str, ...], sample_s: float
    ) -> None:
        self._sample_s = sample_s
        self._odometry = WheelOdometry(rover)
        self._steering = [joint_names.index(f'steer_{name}_joint') for name in CORNERS]
        self._wheels = [joint_names.index(f'wheel_{name}_joint') for name in WHEELS]
        self._frames = FramePublisher(node, joint_names)
        self._clock, self._clock_pub = (
            Clock(),
            node.create_publisher(Clock, '/clock', NO_LOSS_LATCHED),
        )
        self._imu, self._imu_pub = _imu(), node.create_publisher(Imu, 'imu/data', NO_LOSS_LATCHED)
        self._scan = empty_scan(rover)
        self._scan_pub = node.create_publisher(LaserScan, 'scan', NO_LOSS_LATCHED)
        self._odom = _odometry('odom', _ODOM_VARIANCE)
        self._odom_pub = node.create_publisher(Odometry, 'odom', NO_LOSS_LATCHED)
        self._truth = _odometry('map', (0.0,) * 6)
        self._truth_pub = node.create_publisher(Odometry, 'ground_truth/odom', NO_LOSS_LATCHED)
        self._joints = JointState(name=list(joint_names))
        self._joints_pub = node.create_publisher(JointState, 'joint_states', NO_LOSS_LATCHED)
        self._contacts_pub = node.create_publisher(Contacts, 'contacts', NO_LOSS_LATCHED)

    def restart(self) -> None:
        """Begin anew with odometry, after the rover was put somewhere."""
        self._odometry.reset()

    def publish(self, samples: Samples, origin_ns: int) -> None:
        """Publish all samples of the only rover; origin_ns: simulated time of its last reset."""
        angles, rates = samples.joint_rad[0], samples.joint_radps[0]
        track = self._odometry.advance(
            angles[:, self._steering], rates[:, self._wheels], self._sample_s
        )
        scan_of_row = {row: number for number, row in enumerate(samples.scan_rows.tolist())}
        for k, stamp_ns in enumerate(samples.stamps_ns(0, origin_ns)):
            stamp = to_stamp(stamp_ns)
            self._publish_clock(stamp)
            self._publish_imu(samples, k, stamp)
            self._publish_truth(samples, k, stamp)
            self._publish_odometry(track.pose_odom[k], track.twist_base[k], stamp)
            if k in scan_of_row:
                number = scan_of_row[k]
                self._publish_joints(angles[k], rates[k], stamp)
                self._frames.publish(
                    samples.position_map[0, k], samples.orientation_map[0, k],
                    track.pose_odom[k], angles[k], stamp,
                )  # fmt: skip
                self._contacts_pub.publish(to_contacts(samples.touches[0][number], stamp))
                self._publish_scan(samples.scans_m[0, number], stamp)

    def _publish_clock(self, stamp: Time) -> None:
        self._clock.clock = stamp
        self._clock_pub.publish(self._clock)

    def _publish_imu(self, samples: Samples, k: int, stamp: Time) -> None:
        fill_imu(
            self._imu, samples.imu_orientation_map[0, k], samples.rate_base[0, k],
            samples.imu_force_base[0, k], stamp,
        )  # fmt: skip
        self._imu_pub.publish(self._imu)

    def _publish_truth(self, samples: Samples, k: int, stamp: Time) -> None:
        truth = self._truth
        truth.header.stamp = stamp
        _set_vector(truth.pose.pose.position, samples.position_map[0, k])
        _set_quaternion(truth.pose.pose.orientation, samples.orientation_map[0, k])
        _set_vector(truth.twist.twist.linear, samples.velocity_base[0, k])
        _set_vector(truth.twist.twist.angular, samples.rate_base[0, k])
        self._truth_pub.publish(truth)

    def _publish_odometry(self, pose_odom: Float64, twist_base: Float64, stamp: Time) -> None:
        odom = self._odom
        odom.header.stamp = stamp
        x, y, yaw = pose_odom.tolist()
        odom.pose.pose.position.x, odom.pose.pose.position.y = x, y
        odom.pose.pose.orientation.z = float(np.sin(0.5 * yaw))
        odom.pose.pose.orientation.w = float(np.cos(0.5 * yaw))
        forward, left, yaw_rate = twist_base.tolist()
        odom.twist.twist.linear.x, odom.twist.twist.linear.y = forward, left
        odom.twist.twist.angular.z = yaw_rate
        self._odom_pub.publish(odom)

    def _publish_joints(self, angles: Float64, rates: Float64, stamp: Time) -> None:
        self._joints.header.stamp = stamp
        self._joints.position = array.array('d', angles.tobytes())
        self._joints.velocity = array.array('d', rates.tobytes())
        self._joints_pub.publish(self._joints)

    def _publish_scan(self, scan_m: NDArray[np.float32], stamp: Time) -> None:
        self._scan.header.stamp = stamp
        self._scan.ranges = array.array('f', scan_m.tobytes())
        self._scan_pub.publish(self._scan)


def fill_imu(
    imu: Imu, orientation_map: Float64, rate: Float64, force: Float64, stamp: Time
) -> None:
    """Write a sample into a message; rate [rad/s] and specific force [m/s^2] in its frame."""
    imu.header.stamp = stamp
    _set_quaternion(imu.orientation, orientation_map)
    _set_vector(imu.angular_velocity, rate)
    _set_vector(imu.linear_acceleration, force)


def to_contacts(touches: tuple[Touch, ...], stamp: Time) -> Contacts:
    """Say which part touched which object."""
    contacts = Contacts()
    contacts.header.frame_id, contacts.header.stamp = 'map', stamp
    for touch in touches:
        x, y, z = touch.position_map
        contacts.contacts.append(
            Contact(
                part=touch.part, object=touch.object, surface=int(touch.surface),
                force=touch.force_n, position=Point(x=x, y=y, z=z),
            )
        )  # fmt: skip
    return contacts


def _imu() -> Imu:
    imu = Imu()
    imu.header.frame_id = 'imu_link'
    return imu


def empty_scan(rover: Rover) -> LaserScan:
    """Return a scan message of the rover's LIDAR without stamp and ranges."""
    lidar = rover.sensors.lidar
    scan = LaserScan(
        angle_min=lidar.first_ray_rad,
        angle_max=lidar.first_ray_rad + (lidar.n_rays - 1) * lidar.ray_step_rad,
        angle_increment=lidar.ray_step_rad,
        scan_time=1.0 / lidar.rate_hz,
        range_min=lidar.range_min_m,
        range_max=lidar.range_max_m,
    )
    scan.header.frame_id = 'lidar_link'
    return scan


def _odometry(frame: str, variance: tuple[float, ...]) -> Odometry:
    odometry = Odometry(child_frame_id='base_link')
    odometry.header.frame_id = frame
    odometry.pose.covariance = np.diag(variance).ravel()
    odometry.twist.covariance = np.diag(variance).ravel()
    return odometry


def _set_vector(target: object, values: Float64) -> None:
    target.x, target.y, target.z = values.tolist()  # type: ignore[attr-defined]


def _set_quaternion(target: object, values: Float64) -> None:
    target.x, target.y, target.z, target.w = values.tolist()  # type: ignore[attr-defined]
