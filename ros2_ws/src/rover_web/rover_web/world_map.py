"""What the top-view map shows of a world."""

from dataclasses import dataclass

from mars_world.world import World
from mars_world.world_file import Checkpoint, Finish, Rails, Start
from pydantic import Field

from rover_web.outline import outline_above_ground
from rover_web.records import Record
from rover_web.relief import Extent, draw_relief


class Outline(Record):
    """A boulder, as far as it stands out of the ground."""

    name: str
    points: tuple[tuple[float, float], ...] = Field(description='[m] x and y, map frame')


class WorldMap(Record):
    """A world seen from above, map frame."""

    name: str
    checksum: str = Field(description='sha256 of the world')
    start: Start
    checkpoint: Checkpoint | None
    finish: Finish | None
    rails: Rails
    waypoints: tuple[tuple[float, float], ...] = Field(description='[m] x and y')
    boulders: tuple[Outline, ...]
    relief: Extent = Field(description='what the picture at /api/world/relief.png shows')


@dataclass(frozen=True)
class WorldView:
    """A map with its picture of the ground."""

    map: WorldMap
    relief_png: bytes


def view_world(world: World) -> WorldView:
    """Draw a world; takes about a second for a large one."""
    file, terrain = world.file, world.terrain
    outlines = []
    for boulder in world.boulders:
        corners = outline_above_ground(boulder, terrain)
        if corners is not None:
            points = tuple((float(x), float(y)) for x, y in corners.round(2))
            outlines.append(Outline(name=boulder.name, points=points))
    relief = draw_relief(terrain)
    world_map = WorldMap(
        name=file.name,
        checksum=world.checksum,
        start=file.start,
        checkpoint=file.checkpoint,
        finish=file.finish,
        rails=file.rails,
        waypoints=file.waypoints,
        boulders=tuple(outlines),
        relief=relief.extent,
    )
    return WorldView(world_map, relief.png)
