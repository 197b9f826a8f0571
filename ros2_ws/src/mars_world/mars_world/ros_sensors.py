"""All sensors of the rover on the graph, and the parameters that turn them up and down."""

import numpy as np
from numpy.typing import NDArray
from rclpy.node import Node
from rover_description import Rover
from rover_description.rover import Camera, DepthCamera, Lens

from mars_world.camera_noise import measured_depth, noisy_colours
from mars_world.ros_camera import CameraPublisher
from mars_world.ros_parameters import declare
from mars_world.ros_samples import SamplePublisher
from mars_world.ros_wheel_imus import WheelImuPublisher
from mars_world.samples import Samples
from mars_world.scene import CAMERA, DEPTH_CAMERA
from mars_world.world import World

Colours = NDArray[np.uint8]
Depth = NDArray[np.float32]


class SensorPublisher:
    """Publishes what one rover senses in one world.

    Params: camera_rate, depth_rate [Hz], camera_noise, depth_noise [m], wheel_imus.
    """

    def __init__(
        self, node: Node, rover: Rover, world: World, joint_names: tuple[str, ...], sample_s: float
    ) -> None:
        self._node = node
        self._samples = SamplePublisher(node, rover, joint_names, sample_s)
        self._wheel_imus: WheelImuPublisher | None = None
        if declare(node, 'wheel_imus', False, 'publish the IMUs at the six axles too'):
            self._wheel_imus = WheelImuPublisher(node, rover, world.file.gravity, sample_s)
        self._cameras = {
            'camera_rate': _colour_camera(node, world, rover.sensors.camera),
            'depth_rate': _depth_camera(node, world, rover.sensors.depth_camera),
        }

    def restart(self, seed: int) -> None:
        """Begin anew with odometry and noise, after the rover was put somewhere."""
        self._samples.restart()
        if self._wheel_imus is not None:
            self._wheel_imus.restart()
        for camera in self._cameras.values():
            camera.restart(seed)

    def publish(self, samples: Samples, origin_ns: int) -> None:
        """Publish all samples of the only rover; origin_ns: simulated time of its last reset."""
        self._samples.publish(samples, origin_ns)
        if self._wheel_imus is not None:
            self._wheel_imus.publish(samples, origin_ns)
        for rate, camera in self._cameras.items():
            camera.publish(samples, origin_ns, self._node.get_parameter(rate).value)


def _colour_camera(node: Node, world: World, camera: Camera) -> CameraPublisher:
    noise = declare(
        node, 'camera_noise', camera.noise,
        'standard deviation as a share of full scale, 0 for none', (0.0, 1.0),
    )  # fmt: skip
    _declare_rate(node, 'camera_rate', camera)

    def develop(colours: Colours, _: Depth, rng: np.random.Generator) -> Colours:
        return noisy_colours(colours, noise, rng)

    return CameraPublisher(node, world, name=CAMERA, topic='camera', lens=camera, develop=develop)


def _depth_camera(node: Node, world: World, camera: DepthCamera) -> CameraPublisher:
    noise_m = declare(
        node, 'depth_noise', camera.noise_m, '[m] standard deviation, 0 for none', (0.0, 1.0)
    )
    _declare_rate(node, 'depth_rate', camera)

    def develop(_: Colours, depth_m: Depth, rng: np.random.Generator) -> Depth:
        return measured_depth(depth_m, camera, noise_m, rng)

    return CameraPublisher(
        node, world, name=DEPTH_CAMERA, topic='camera/depth', lens=camera, develop=develop
    )


def _declare_rate(node: Node, name: str, lens: Lens) -> None:
    what = '[Hz] of simulated time, at most, while somebody looks'
    declare(node, name, lens.rate_hz, what, (0.1, lens.rate_hz), fixed=False)
