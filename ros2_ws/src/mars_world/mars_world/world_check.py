"""What is odd about a world that can be built: things a rover cannot see, or no way to the goal."""

from collections.abc import Iterator

import numpy as np
from rover_description import Rover, load_rover

from mars_world.boulders import Boulder
from mars_world.route import find_route
from mars_world.world import World
from mars_world.world_file import Rails

CLEARANCE_M = 0.8  # the LIDAR stops the rover at 0.49 m
SEEN_ABOVE_LIDAR_M = 0.1  # so that a slope under the rover does not lift the beam over a rock


def oddities(world: World) -> Iterator[str]:
    """Yield one sentence for each thing that makes the world harder than its author may think."""
    rover = load_rover()
    seen_m = seen_height_m(rover)
    for boulder in world.boulders:
        height_m = height_above_ground(world, boulder)
        reaches_in = _reaches_into(boulder, world.file.rails)
        if reaches_in and rover.wheel.radius_m < height_m < seen_m:
            yield (
                f'{boulder.name} reaches into the rails and is {height_m:.2f} m high: too high to '
                f'drive over, too low for the LIDAR, which needs {seen_m:.2f} m'
            )
    if find_route(world, CLEARANCE_M) is None:
        yield (
            f'no way leads from the start to the goal inside the rails with {CLEARANCE_M} m to '
            'every rock and slopes a rover can drive; move rocks or the goal'
        )


def seen_height_m(rover: Rover) -> float:
    """Return the height [m] from which a rock on level ground is sure to be in the LIDAR's view."""
    return rover.ride_height_m + rover.sensors.lidar.position_m[2] + SEEN_ABOVE_LIDAR_M


def height_above_ground(world: World, boulder: Boulder) -> float:
    """Return how far the top of a boulder stands out of the ground at its middle [m]."""
    x, y, _ = boulder.centre_map
    return float(boulder.vertices_map[:, 2].max() - world.terrain.height_at(x, y))


def _reaches_into(boulder: Boulder, rails: Rails) -> bool:
    low, high = boulder.vertices_map.min(axis=0), boulder.vertices_map.max(axis=0)
    inside = (low[:2] < (rails.x_max, rails.y_max)) & (high[:2] > (rails.x_min, rails.y_min))
    return bool(np.all(inside))
