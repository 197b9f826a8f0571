"""A camera of the rover as ROS topics, rendered only while somebody looks."""

import array
from collections.abc import Callable

import numpy as np
from builtin_interfaces.msg import Time
from numpy.typing import NDArray
from rclpy.node import Node
from rclpy.qos import QoSProfile
from rover_description.rover import Lens
from sensor_msgs.msg import CameraInfo, Image

from mars_world.camera import CameraError, Photographer
from mars_world.ros_stamps import to_stamp
from mars_world.samples import Samples
from mars_world.world import World

# Makes the picture that is published of colours (h, w, 3), depth (h, w) [m] and a noise source.
Develop = Callable[
    [NDArray[np.uint8], NDArray[np.float32], np.random.Generator],
    NDArray[np.uint8] | NDArray[np.float32],
]

_QOS = QoSProfile(depth=5)


class CameraPublisher:
    """Publishes TOPIC/image_raw and TOPIC/camera_info of the camera with a name in the URDF."""

    def __init__(
        self, node: Node, world: World, *, name: str, topic: str, lens: Lens, develop: Develop
    ) -> None:
        self._node, self._world, self._name, self._lens = node, world, name, lens
        self._develop = develop
        self._photographer: Photographer | None = None
        self._broken, self._due_ns, self._seed = False, 0.0, 0
        self._info = _camera_info(lens, f'{name}_optical_frame')
        self._info_pub = node.create_publisher(CameraInfo, f'{topic}/camera_info', _QOS)
        self._image_pub = node.create_publisher(Image, f'{topic}/image_raw', _QOS)

    def restart(self, seed: int) -> None:
        """Take another seed: noise follows from it and the time since the reset."""
        self._seed = seed

    def publish(self, samples: Samples, origin_ns: int, rate_hz: float) -> None:
        """Publish pictures of the samples at most rate_hz often, if anybody is there to see.

        A machine that cannot render is told once what it lacks.
        """
        period_ns = 1e9 / rate_hz
        for k, stamp_ns in enumerate(samples.stamps_ns(0, origin_ns)):
            watched = not self._broken and self._image_pub.get_subscription_count() > 0
            if watched and stamp_ns >= self._due_ns:
                # By the grid, or the intervals between samples would add up to a lower rate.
                self._due_ns += period_ns
                if self._due_ns <= stamp_ns:
                    self._due_ns = stamp_ns + period_ns
                rng = np.random.default_rng([self._seed, stamp_ns - origin_ns])
                self._publish(samples.coordinates(0, k), rng, to_stamp(stamp_ns))

    def _publish(self, qpos: NDArray[np.float64], rng: np.random.Generator, stamp: Time) -> None:
        lens = self._lens
        try:
            if self._photographer is None:
                self._photographer = Photographer(
                    self._world, lens.width_px, lens.height_px, fine=False
                )
            colours, depth_m = self._photographer.through_camera(qpos, self._name)
        except CameraError as error:
            self._broken = True
            self._node.get_logger().warning(str(error))
            return
        image = _image(self._develop(colours, depth_m, rng))
        self._info.header.stamp = stamp
        image.header = self._info.header
        self._image_pub.publish(image)
        self._info_pub.publish(self._info)


def _image(pixels: NDArray[np.uint8] | NDArray[np.float32]) -> Image:
    """Wrap colours (h, w, 3) uint8, or distances (h, w) float32 [m]."""
    height, width = pixels.shape[:2]
    image = Image(
        height=height,
        width=width,
        encoding='rgb8' if pixels.dtype == np.uint8 else '32FC1',
        step=pixels.strides[0],
    )
    image.data = array.array('B', pixels.tobytes())
    return image


def _camera_info(lens: Lens, frame: str) -> CameraInfo:
    """Describe a lens without distortion whose axis goes through the middle of the picture."""
    focal_px, middle_x, middle_y = lens.focal_px, 0.5 * lens.width_px, 0.5 * lens.height_px
    info = CameraInfo(
        height=lens.height_px, width=lens.width_px, distortion_model='plumb_bob', d=[0.0] * 5
    )
    info.header.frame_id = frame
    info.k = [focal_px, 0.0, middle_x, 0.0, focal_px, middle_y, 0.0, 0.0, 1.0]
    info.r = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    info.p = [focal_px, 0.0, middle_x, 0.0, 0.0, focal_px, middle_y, 0.0, 0.0, 0.0, 1.0, 0.0]
    return info
