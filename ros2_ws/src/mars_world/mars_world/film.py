"""Films of recorded drives: the poses are shown as they were, no physics runs."""

from collections.abc import Iterator

from mars_world.camera import Image
from mars_world.rover_pose import RecordedDrive
from mars_world.views import open_view
from mars_world.world import World

WIDTH_PX, HEIGHT_PX = 480, 320  # of the proportions of the rover's camera


def film(
    world: World,
    drive: RecordedDrive,
    view: str = 'chase',
    *,
    fps: float = 10.0,
    width_px: int = WIDTH_PX,
    height_px: int = HEIGHT_PX,
    fine: bool = False,
) -> Iterator[Image]:
    """Yield frames (height_px, width_px, 3) of a drive in real time, fps a second.

    view: one of VIEWS. fine: see ``open_view``.

    Raises:
        ValueError: no view has this name, or the drive has no poses.
        CameraError: there is no OpenGL to render with.
    """
    camera = open_view(view, world, width_px, height_px, fine=fine)
    for pose in drive.poses(fps):
        yield camera.picture(pose)
