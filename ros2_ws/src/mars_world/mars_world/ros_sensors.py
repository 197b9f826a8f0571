"""All sensors of the rover on the graph, and the parameters that turn them up and down."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from rclpy.node import Node
from rover_description import Rover

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
        colour, depth = rover.sensors.camera, rover.sensors.depth_camera
        colour_noise = declare(
            node, 'camera_noise', colour.noise,
            'standard deviation as a share of full scale, 0 for none', (0.0, 1.0),
        )  # fmt: skip
        depth_noise_m = declare(
            node, 'depth_noise', depth.noise_m, '[m] standard deviation, 0 for none', (0.0, 1.0)
        )

        def develop_colours(colours: Colours, _: Depth, rng: np.random.Generator) -> Colours:
            return noisy_colours(colours, colour_noise, rng)

        def develop_depth(_: Colours, depth_m: Depth, rng: np.random.Generator) -> Depth:
            return measured_depth(depth_m, depth, depth_noise_m, rng)

        camera = partial(CameraPublisher, node, world)
        self._cameras = {
            'camera_rate': camera(
                name=CAMERA, topic='camera', lens=colour, develop=develop_colours
            ),
            'depth_rate': camera(
                name=DEPTH_CAMERA, topic='camera/depth', lens=depth, develop=develop_depth
            ),
        }
        for rate, lens in (('camera_rate', colour), ('depth_rate', depth)):
            declare(
                node, rate, lens.rate_hz, '[Hz] of simulated time, at most',
                (0.1, lens.rate_hz), fixed=False,
            )  # fmt: skip

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
