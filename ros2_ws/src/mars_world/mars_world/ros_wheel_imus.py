"""The IMUs at the axles as ROS topics."""

from rclpy.node import Node
from rover_description import WHEELS, Rover
from sensor_msgs.msg import Imu

from mars_world.ros_qos import NO_LOSS_LATCHED
from mars_world.ros_samples import fill_imu
from mars_world.ros_stamps import to_stamp
from mars_world.samples import Samples
from mars_world.wheel_imus import WheelImus


class WheelImuPublisher:
    """Publishes imu/wheel_NAME for each wheel."""

    def __init__(self, node: Node, rover: Rover, gravity_mps2: float, sample_s: float) -> None:
        self._imus = WheelImus(rover, gravity_mps2, sample_s)
        self._message = Imu()
        self._publishers = [
            node.create_publisher(Imu, f'imu/wheel_{name}', NO_LOSS_LATCHED) for name in WHEELS
        ]

    def restart(self) -> None:
        """Begin anew, after the rover was put somewhere."""
        self._imus.reset()

    def publish(self, samples: Samples, origin_ns: int) -> None:
        """Publish all samples of the only rover; origin_ns: simulated time of its last reset."""
        felt = self._imus.measure(samples)
        for k, stamp_ns in enumerate(samples.stamps_ns(0, origin_ns)):
            stamp = to_stamp(stamp_ns)
            for row, (name, publisher) in enumerate(zip(WHEELS, self._publishers, strict=True)):
                self._message.header.frame_id = f'wheel_{name}_imu_link'
                fill_imu(
                    self._message, felt.orientation_map[row, k], felt.rate[row, k],
                    felt.force[row, k], stamp,
                )  # fmt: skip
                publisher.publish(self._message)
