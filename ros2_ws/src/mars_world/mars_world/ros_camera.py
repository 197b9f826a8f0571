"""The rover's colour camera as ROS topics, rendered only while somebody looks."""

import array

import numpy as np
from builtin_interfaces.msg import Time
from numpy.typing import NDArray
from rclpy.node import Node
from rclpy.qos import QoSProfile
from rover_description import Rover
from sensor_msgs.msg import CameraInfo, Image

from mars_world.camera import CameraError, Photographer
from mars_world.ros_samples import to_time
from mars_world.samples import Samples
from mars_world.world import World

FRAME = 'camera_optical_frame'
_QOS = QoSProfile(depth=5)


class CameraPublisher:
    """Publishes camera/image_raw and camera/camera_info."""

    def __init__(self, node: Node, rover: Rover, world: World, seed: int) -> None:
        self._node, self._world = node, world
        self._camera = rover.sensors.camera
        self._rng = np.random.default_rng(seed)
        self._photographer: Photographer | None = None
        self._broken, self._due_ns = False, 0
        self._info = _camera_info(rover)
        self._info_pub = node.create_publisher(CameraInfo, 'camera/camera_info', _QOS)
        self._image_pub = node.create_publisher(Image, 'camera/image_raw', _QOS)

    def publish(self, samples: Samples, origin_ns: int, rate_hz: float) -> None:
        """Publish pictures of the samples at most rate_hz often, if anybody is there to see.

        A machine that cannot render is told once what it lacks.
        """
        for k, stamp_ns in enumerate(samples.stamps_ns(0, origin_ns)):
            watched = not self._broken and self._image_pub.get_subscription_count() > 0
            if watched and stamp_ns >= self._due_ns:
                self._due_ns = stamp_ns + round(1e9 / rate_hz)
                self._publish(samples.coordinates(0, k), to_time(stamp_ns))

    def _publish(self, qpos: NDArray[np.float64], stamp: Time) -> None:
        width, height = self._camera.width_px, self._camera.height_px
        try:
            if self._photographer is None:
                self._photographer = Photographer(self._world, width, height, fine=False)
            colours, _ = self._photographer.through_camera(qpos)
        except CameraError as error:
            self._broken = True
            self._node.get_logger().warning(str(error))
            return
        noise = self._rng.normal(0.0, 255.0 * self._camera.noise, colours.shape)
        noisy = np.clip(np.rint(colours + noise), 0.0, 255.0).astype(np.uint8)
        image = Image(height=height, width=width, encoding='rgb8', step=3 * width)
        image.header.frame_id, image.header.stamp = FRAME, stamp
        image.data = array.array('B', noisy.tobytes())
        self._info.header.stamp = stamp
        self._image_pub.publish(image)
        self._info_pub.publish(self._info)


def _camera_info(rover: Rover) -> CameraInfo:
    """Describe a lens without distortion whose axis goes through the middle of the picture."""
    camera = rover.sensors.camera
    focal_px = 0.5 * camera.width_px / np.tan(0.5 * camera.field_of_view_rad)
    middle_x, middle_y = 0.5 * camera.width_px, 0.5 * camera.height_px
    info = CameraInfo(
        height=camera.height_px, width=camera.width_px, distortion_model='plumb_bob', d=[0.0] * 5
    )
    info.header.frame_id = FRAME
    info.k = [focal_px, 0.0, middle_x, 0.0, focal_px, middle_y, 0.0, 0.0, 1.0]
    info.r = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    info.p = [focal_px, 0.0, middle_x, 0.0, 0.0, focal_px, middle_y, 0.0, 0.0, 0.0, 1.0, 0.0]
    return info
