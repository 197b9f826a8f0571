"""Record two drives on mars: past a rock, and into one; writes near_miss_and_hit.mcap beside it.

    source tools/setup/enter.bash
    python ros2_ws/src/rover_env/test/data/make_near_miss_and_hit.py

Scans and contacts come from the full physics, the verdicts on `collision` from the collision
monitor's rule. The second drive goes on after the LIDAR has told of the rock, until it is touched.
"""

from array import array
from collections.abc import Iterator
from math import pi
from pathlib import Path

import numpy as np
from mars_world.full_physics import FullPhysics
from mars_world.ros_samples import empty_scan, to_contacts
from mars_world.ros_stamps import to_nanoseconds, to_stamp
from mars_world.world import load_world
from mcap.well_known import MessageEncoding, SchemaEncoding
from mcap.writer import Writer
from rclpy.serialization import serialize_message
from rover_description import load_rover
from rover_env.collision_monitor_node import to_lidar_scan, to_touch
from rover_env.collision_watch import CollisionWatch, WatchRule
from rover_interfaces.msg import CollisionState, Contacts
from scorer.ros_definitions import message_type
from sensor_msgs.msg import LaserScan

FILE = Path(__file__).with_name('near_miss_and_hit.mcap')
TYPES = {
    'scan': 'sensor_msgs/msg/LaserScan',
    'contacts': 'rover_interfaces/msg/Contacts',
    'collision': 'rover_interfaces/msg/CollisionState',
}
NEAR_MISS, HIT = (-7.0, -1.5, pi), (-7.0, 0.1, pi)  # x, y, yaw of the start, map frame
SPEED_MPS, SCAN_STEPS = 0.785, 20  # a scan comes every 20 physics steps
PAUSE_NS = 60 * 10**9  # between the drives


def main() -> None:
    """Drive, judge and write."""
    with FILE.open('wb') as stream:
        writer = Writer(stream)
        writer.start(profile='ros2')
        channels = {}
        for topic, name in TYPES.items():
            schema = writer.register_schema(
                name, SchemaEncoding.ROS2, message_type(name).definition.encode()
            )
            channels[topic] = writer.register_channel(f'/{topic}', MessageEncoding.CDR, schema)
        for topic, message in _messages():
            stamp_ns = to_nanoseconds(message.header.stamp)
            writer.add_message(channels[topic], stamp_ns, serialize_message(message), stamp_ns)
        writer.finish()


def _messages() -> Iterator[tuple[str, object]]:
    """Yield topic and message in the order of their stamps."""
    for number, (start, n_scans) in enumerate(((NEAR_MISS, 40), (HIT, 14))):
        watch = CollisionWatch(WatchRule())
        for scan, contacts in _drive(start, n_scans, number * PAUSE_NS):
            stamp_ns = to_nanoseconds(scan.header.stamp)
            touches = [to_touch(contact) for contact in contacts.contacts]
            watch.on_contacts(stamp_ns, touches, stamp_ns)
            ((_, verdict),) = watch.on_scan(stamp_ns, to_lidar_scan(scan), stamp_ns)
            state = CollisionState(
                kind=int(verdict.kind), part=verdict.part, object=verdict.object,
                nearest_range=verdict.nearest_m,
            )  # fmt: skip
            state.header.stamp = scan.header.stamp
            yield from (('contacts', contacts), ('scan', scan), ('collision', state))


def _drive(
    start: tuple[float, float, float], n_scans: int, origin_ns: int
) -> Iterator[tuple[LaserScan, Contacts]]:
    """Drive straight on and yield what the LIDAR and the touch sensors say."""
    physics = FullPhysics([load_world('mars')], 1)
    physics.place(np.array([0]), np.array([start]), np.array([1], np.uint64))
    scan = empty_scan(load_rover())
    for _ in range(n_scans):
        samples = physics.advance(SCAN_STEPS, SPEED_MPS, 0.0)
        stamp = to_stamp(samples.stamps_ns(0, origin_ns)[-1])
        scan.header.stamp = stamp
        scan.ranges = array('f', samples.scans_m[0, -1].tobytes())
        yield scan, to_contacts(samples.touches[0][-1], stamp)


if __name__ == '__main__':
    main()
