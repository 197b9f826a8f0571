"""Take a picture of a rover in a world: at rest, or after it has driven a little."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from rover_description import load_rover

from mars_world.camera import Photographer
from mars_world.full_physics import FullPhysics
from mars_world.physics import STEP_PERIOD_S
from mars_world.world import World

WIDTH_PX, HEIGHT_PX = 960, 540
SHADOW_REACH = 4.0  # times the eye's distance; what is further off shows no shadow
N_COLOURS = 256  # the grain of the soil would else make the file four times as large

Pose = tuple[float, float, float]


@dataclass(frozen=True)
class View:
    """Where the eye is: behind the rover, turned to its right and raised."""

    distance_m: float = 3.0
    azimuth_rad: float = 0.6
    pitch_rad: float = 0.35


def take_picture(
    world: World, png: Path, *, pose_map: Pose | None = None, drive_s: float = 0.0, view: View
) -> None:
    """Write a picture of the rover at the start, or at a pose, after driving straight on.

    Raises:
        CameraError: there is no OpenGL to render with.
    """
    start = world.file.start
    physics = FullPhysics([world], 1)
    pose = np.array([pose_map or (start.x, start.y, start.yaw)])
    physics.reset(np.array([0]), pose, np.array([0], np.uint64))
    for _ in range(round(drive_s / STEP_PERIOD_S)):
        physics.step(load_rover().drive.speed_mps, 0.0)
    _, qpos = physics.coordinates(0)
    photographer = Photographer(world, WIDTH_PX, HEIGHT_PX, shadow_m=SHADOW_REACH * view.distance_m)
    colours = photographer.chase(qpos, view.distance_m, view.azimuth_rad, view.pitch_rad)
    picture = Image.fromarray(colours).quantize(
        N_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    picture.save(png, optimize=True)
