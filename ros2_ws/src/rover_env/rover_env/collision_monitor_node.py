"""Collision monitor: says, for each scan, whether the rover must stop."""

from math import pi

import numpy as np
from mars_world.frame import Surface, Touch
from mars_world.ros_stamps import to_nanoseconds
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from rover_interfaces.msg import CollisionState, Contact, Contacts
from sensor_msgs.msg import LaserScan

from rover_env.collision import CRASH_DISTANCE_M
from rover_env.collision_watch import (
    QUARTER_TURN,
    CollisionWatch,
    Judged,
    LidarScan,
    WatchRule,
)
from rover_env.ros_env_messages import to_collision_state
from rover_env.ros_parameters import declare
from rover_env.ros_qos import NO_LOSS
from rover_env.ros_run import run


class CollisionMonitor(Node):
    """In: scan (LaserScan), contacts (Contacts). Out: collision (CollisionState), one per scan.

    Publishes STALE_SCAN while no scan can be judged; its clock is that of use_sim_time, which
    stands still between the steps of a lockstep world. Without use_sim_time scans may be
    published best effort.
    Params: stop_distance [m], near_scans, fan_half_angle [rad], lidar_yaw [rad], use_contacts,
    scan_timeout [s].
    """

    def __init__(self) -> None:
        super().__init__('collision_monitor')
        rule = declare_rule(self)
        self._watch = CollisionWatch(rule)
        self._state_pub = self.create_publisher(CollisionState, 'collision', NO_LOSS)
        # A LIDAR's driver may publish best effort; a lockstep simulation must lose no scan.
        scan_qos = NO_LOSS if rule.clock_jumps else qos_profile_sensor_data
        self.create_subscription(LaserScan, 'scan', self._on_scan, scan_qos)
        if rule.use_contacts:
            self.create_subscription(Contacts, 'contacts', self._on_contacts, NO_LOSS)
        self.create_timer(0.5e-9 * rule.scan_timeout_ns, self._on_timer)

    def _on_scan(self, scan: LaserScan) -> None:
        stamp_ns = to_nanoseconds(scan.header.stamp)
        self._publish(self._watch.on_scan(stamp_ns, to_lidar_scan(scan), self._now_ns()))

    def _on_contacts(self, contacts: Contacts) -> None:
        touches = [to_touch(contact) for contact in contacts.contacts]
        stamp_ns = to_nanoseconds(contacts.header.stamp)
        self._publish(self._watch.on_contacts(stamp_ns, touches, self._now_ns()))

    def _on_timer(self) -> None:
        stale = self._watch.on_time(self._now_ns())
        if stale:
            self.get_logger().warning(
                'no scan could be judged in time: failing safe', throttle_duration_sec=10.0
            )
        self._publish(stale)

    def _publish(self, judged: Judged) -> None:
        for stamp_ns, verdict in judged:
            self._state_pub.publish(to_collision_state(verdict, stamp_ns))

    def _now_ns(self) -> int:
        return int(self.get_clock().now().nanoseconds)


def declare_rule(node: Node) -> WatchRule:
    """Declare the parameters of the monitor and return what they say."""
    scan_timeout_s = declare(
        node, 'scan_timeout', 0.5, '[s] fail safe when no scan was judged for longer', (0.05, 60.0)
    )
    return WatchRule(
        stop_distance_m=declare(
            node, 'stop_distance', CRASH_DISTANCE_M, '[m] a range at or below it stops', (0.0, 10.0)
        ),
        near_scans=declare(
            node, 'near_scans', 1, 'scans in a row that must be so near to stop', (1, 100)
        ),
        fan_half_angle_rad=declare(
            node,
            'fan_half_angle',
            QUARTER_TURN,
            '[rad] rays further from straight ahead are not looked at',
            (0.01, pi),
        ),
        lidar_yaw_rad=declare(
            node,
            'lidar_yaw',
            0.0,
            "[rad] where the LIDAR's angle 0 points, counter-clockwise from straight ahead",
            (-pi, pi),
        ),
        use_contacts=declare(
            node, 'use_contacts', True, 'judge each scan with the contacts of its stamp'
        ),
        scan_timeout_ns=round(1e9 * scan_timeout_s),
        clock_jumps=node.get_parameter('use_sim_time').value,
    )


def to_lidar_scan(scan: LaserScan) -> LidarScan:
    """Take the values out of a message."""
    return LidarScan(
        ranges_m=np.asarray(scan.ranges, np.float32),
        angle_min=scan.angle_min,
        angle_max=scan.angle_max,
        angle_increment=scan.angle_increment,
        range_min=scan.range_min,
        range_max=scan.range_max,
    )


def to_touch(contact: Contact) -> Touch:
    """Take the values out of a message; a surface that is not known counts as the body's."""
    known = contact.surface in (Contact.TREAD, Contact.SIDE)
    surface = Surface(contact.surface) if known else Surface.BODY
    where = contact.position
    return Touch(contact.part, contact.object, surface, contact.force, (where.x, where.y, where.z))


def main() -> None:
    """Run the node until it is told to stop."""
    run('collision_monitor', CollisionMonitor)
