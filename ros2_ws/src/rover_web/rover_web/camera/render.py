"""What the rendering process does: a pose in, a JPEG out."""

import io
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from mars_world.rover_pose import RoverPose
from mars_world.world import World
from PIL import Image

if TYPE_CHECKING:
    from mars_world.views import View

WIDTH_PX, HEIGHT_PX = 480, 320
JPEG_QUALITY = 75
# Simulation and trainer come first; at 19 the first picture takes minutes while a trainer runs.
NICENESS = 5


@dataclass(frozen=True)
class Shot:
    """A picture to take."""

    view: str
    pose: RoverPose


def render(send: Callable[[bytes | str], None], descriptor: int, world: World) -> None:
    """Answer each Shot with a JPEG, or with a sentence when there is no OpenGL, until cut off.

    descriptor: of the pipe that the Shots come through.
    MuJoCo is imported in this process alone; the node needs none.
    """
    os.nice(NICENESS)
    shots: Connection[Any, Any] = Connection(descriptor, writable=False)
    views: dict[str, View] = {}
    with suppress(EOFError):
        while True:
            shot: Shot = shots.recv()
            send(_answer(views, shot, world))


def _answer(views: dict[str, 'View'], shot: Shot, world: World) -> bytes | str:
    from mars_world.camera import CameraError
    from mars_world.views import open_view

    try:
        view = views.get(shot.view)
        if view is None:
            view = views[shot.view] = open_view(shot.view, world, WIDTH_PX, HEIGHT_PX)
        picture = view.picture(shot.pose)
    except CameraError as error:
        return str(error)
    file = io.BytesIO()
    Image.fromarray(picture).save(file, format='JPEG', quality=JPEG_QUALITY)
    return file.getvalue()
