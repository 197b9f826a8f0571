"""Pictures of a simulated rover from behind, for ``render_mode='rgb_array'``."""

from dataclasses import dataclass, field

import numpy as np
from mars_world.camera import Image, Photographer
from mars_world.full_physics import FullPhysics
from mars_world.rest_pose import rest_pose
from mars_world.world import World
from numpy.typing import NDArray
from rover_description import load_rover

from rover_env.simulated_episodes import SimulatedEpisodes

WIDTH_PX, HEIGHT_PX = 480, 320
N_JOINTS = 14


@dataclass
class ChaseView:
    """Takes pictures, one world at a time: a renderer is opened for the first of each."""

    _opened: tuple[World, Photographer] | None = field(default=None, init=False)

    def picture(self, simulated: SimulatedEpisodes, rover: int) -> Image:
        """Return a rover as it stands, (HEIGHT_PX, WIDTH_PX, 3).

        Raises:
            CameraError: there is no OpenGL to render with; the sentence names what is missing.
        """
        world = simulated.world(rover)
        if self._opened is None or self._opened[0] is not world:
            # Without shadows and smooth edges: a recording takes many pictures.
            self._opened = world, Photographer(world, WIDTH_PX, HEIGHT_PX, fine=False)
        return self._opened[1].chase(_coordinates(simulated, world, rover))


def _coordinates(simulated: SimulatedEpisodes, world: World, rover: int) -> NDArray[np.float64]:
    """Return MuJoCo's coordinates; a physics without joints shows the rover as if at rest."""
    if isinstance(simulated.physics, FullPhysics):
        return simulated.physics.coordinates(rover)[1]
    at = simulated.episodes.variables
    pose = rest_pose(
        load_rover(), world.terrain, float(at.x[rover]), float(at.y[rover]), float(at.yaw[rover])
    )
    return np.concatenate([pose, np.zeros(N_JOINTS)])
