"""Pictures of a simulated rover: from behind, and through its own camera."""

import numpy as np
from mars_world.camera import Image, Photographer
from mars_world.camera_noise import noisy_colours
from mars_world.full_physics import FullPhysics
from mars_world.rest_pose import rest_pose
from mars_world.world import World
from numpy.typing import NDArray
from rover_description import load_rover

from rover_env.simulated_episodes import SimulatedEpisodes
from rover_env.spaces import CAMERA_SHAPE

WIDTH_PX, HEIGHT_PX = 480, 320  # from behind
N_JOINTS = 14


class RoverPictures:
    """Takes pictures, one world at a time: a renderer is opened for the first of each kind.

    They have no shadows and no smooth edges: an episode takes many.
    camera_noise: standard deviation as a share of full scale; None is that of the rover's camera.
    """

    def __init__(self, camera_noise: float | None = None) -> None:
        camera = load_rover().sensors.camera
        self._noise = camera.noise if camera_noise is None else camera_noise
        self._world: World | None = None
        self._opened: dict[tuple[int, int], Photographer] = {}

    def chase(self, simulated: SimulatedEpisodes, rover: int) -> Image:
        """Return a rover as it stands, from behind, (HEIGHT_PX, WIDTH_PX, 3).

        Raises:
            CameraError: there is no OpenGL to render with; the sentence names what is missing.
        """
        world = simulated.world(rover)
        photographer = self._photographer(world, WIDTH_PX, HEIGHT_PX)
        return photographer.chase(_coordinates(simulated, world, rover))

    def through_camera(self, simulated: SimulatedEpisodes, rover: int) -> Image:
        """Return what a rover's camera sees in the middle of its picture, of CAMERA_SHAPE.

        The noise follows from the seed of the episode and the number of the step.

        Raises:
            CameraError: there is no OpenGL to render with; the sentence names what is missing.
        """
        world = simulated.world(rover)
        photographer = self._photographer(world, CAMERA_SHAPE[1], CAMERA_SHAPE[0])
        colours, _ = photographer.through_camera(_coordinates(simulated, world, rover))
        seed = int(simulated.noise_seeds[rover])
        steps = int(simulated.episodes.variables.steps[rover])
        return noisy_colours(colours, self._noise, np.random.default_rng([seed, steps]))

    def _photographer(self, world: World, width_px: int, height_px: int) -> Photographer:
        if self._world is not world:
            self._world = world
            self._opened.clear()
        size = (width_px, height_px)
        if size not in self._opened:
            self._opened[size] = Photographer(world, *size, fine=False)
        return self._opened[size]


def _coordinates(simulated: SimulatedEpisodes, world: World, rover: int) -> NDArray[np.float64]:
    """Return MuJoCo's coordinates; a physics without joints shows the rover as if at rest."""
    if isinstance(simulated.physics, FullPhysics):
        return simulated.physics.coordinates(rover)[1]
    at = simulated.episodes.variables
    pose = rest_pose(
        load_rover(), world.terrain, float(at.x[rover]), float(at.y[rover]), float(at.yaw[rover])
    )
    return np.concatenate([pose, np.zeros(N_JOINTS)])
