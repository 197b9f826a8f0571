"""The views of a rover in its world by name: through its camera, from behind, and on the map."""

from typing import Protocol

from mars_world.camera import Image, Photographer
from mars_world.map_view import MapView
from mars_world.rover_pose import RoverPose
from mars_world.view_name import ViewName
from mars_world.world import World

VIEWS = tuple(ViewName)


class View(Protocol):
    """Makes pictures of one world at one size, from any thread, one at a time."""

    def picture(self, pose: RoverPose) -> Image:
        """Return a rover as it stands, (height, width, 3)."""


class FirstPersonView:
    """What the rover's colour camera sees, without noise."""

    def __init__(self, photographer: Photographer) -> None:
        self._photographer = photographer

    def picture(self, pose: RoverPose) -> Image:
        """Return what is ahead of a rover, (height, width, 3)."""
        qpos = pose.coordinates(self._photographer.joint_names)
        return self._photographer.through_camera(qpos)[0]


class ChaseView:
    """The rover from behind."""

    def __init__(self, photographer: Photographer) -> None:
        self._photographer = photographer

    def picture(self, pose: RoverPose) -> Image:
        """Return a rover and what is around it, (height, width, 3)."""
        return self._photographer.chase(pose.coordinates(self._photographer.joint_names))


def open_view(
    name: str, world: World, width_px: int, height_px: int, *, fine: bool = False
) -> View:
    """Open one of VIEWS; ``fine`` has shadows and smooth edges, for 5 times the effort.

    Raises:
        ValueError: no view has this name.
        CameraError: there is no OpenGL to render with; the view ``top`` needs none.
    """
    if name == 'top':
        return MapView(world, width_px, height_px)
    if name == 'first_person':
        return FirstPersonView(Photographer(world, width_px, height_px, fine=fine))
    if name == 'chase':
        return ChaseView(Photographer(world, width_px, height_px, fine=fine))
    raise ValueError(f'no view is called {name!r}; use one of {", ".join(VIEWS)}')
