"""A world as markers, so that a replay shows what the rover drove past."""

from math import ceil, sqrt

import numpy as np
from geometry_msgs.msg import Point
from mars_world.boulders import Boulder
from mars_world.colours import ROCK_RGB, SOIL_RGB
from mars_world.height_field import HeightField
from mars_world.mesh_file import boulder_mesh, ground_mesh
from mars_world.world import World
from numpy.typing import NDArray
from std_msgs.msg import ColorRGBA
from visualization_msgs.msg import Marker, MarkerArray

MAX_CELLS = 10_000  # of the ground; a larger one is shown coarser than it is
_RAILS_RGB = (0.95, 0.85, 0.2)
_GOAL_RGB = (0.1, 0.8, 0.3)
_LINE_M = 0.05
_ABOVE_M = 0.05  # lines keep this far off the ground, which is shown coarsely
_LINE_STEP_M = 0.5


def to_markers(world: World) -> MarkerArray:
    """Show ground, rocks, rails and goal of a world."""
    goal = world.file.goal
    radius = getattr(goal, 'radius', 0.0) or 0.25  # a finish is a corner, not a disc
    turn = np.linspace(0.0, 2.0 * np.pi, 33)
    circle = np.column_stack([goal.x + radius * np.cos(turn), goal.y + radius * np.sin(turn)])
    rails = world.file.rails
    corners = [
        (rails.x_min, rails.y_min), (rails.x_max, rails.y_min),
        (rails.x_max, rails.y_max), (rails.x_min, rails.y_max), (rails.x_min, rails.y_min),
    ]  # fmt: skip
    return MarkerArray(
        markers=[
            _mesh('ground', *ground_mesh(_coarse(world.terrain)), SOIL_RGB),
            *(_rock(boulder) for boulder in world.boulders),
            _line('rails', world.terrain, _dense(np.array(corners)), _RAILS_RGB),
            _line('goal', world.terrain, circle, _GOAL_RGB),
        ]
    )


def _coarse(field: HeightField) -> HeightField:
    rows, columns = field.z_m.shape
    every = max(1, ceil(sqrt(rows * columns / MAX_CELLS)))
    return HeightField(field.x_min, field.y_min, every * field.cell_m, field.z_m[::every, ::every])


def _rock(boulder: Boulder) -> Marker:
    vertices, triangles = boulder_mesh(boulder)
    return _mesh(boulder.name, vertices + boulder.centre_map, triangles, ROCK_RGB)


def _mesh(
    name: str, vertices: NDArray, triangles: NDArray, rgb: tuple[float, float, float]
) -> Marker:
    marker = _marker(name, Marker.TRIANGLE_LIST, rgb, 1.0)
    marker.points = _points(vertices[triangles.ravel()])
    return marker


def _line(name: str, ground: HeightField, line: NDArray, rgb: tuple[float, float, float]) -> Marker:
    """Draw a line (k, 2) on the ground."""
    marker = _marker(name, Marker.LINE_STRIP, rgb, _LINE_M)
    height = ground.height_at(line[:, 0], line[:, 1]) + _ABOVE_M
    marker.points = _points(np.column_stack([line, height]))
    return marker


def _dense(line: NDArray) -> NDArray:
    """Add points to a line (k, 2), so that it follows the ground."""
    pieces = [
        np.linspace(a, b, ceil(np.linalg.norm(b - a) / _LINE_STEP_M), endpoint=False)
        for a, b in zip(line[:-1], line[1:], strict=True)
    ]
    return np.concatenate([*pieces, line[-1:]])


def _marker(name: str, kind: int, rgb: tuple[float, float, float], scale: float) -> Marker:
    red, green, blue = rgb
    marker = Marker(ns=name, type=kind, action=Marker.ADD)
    marker.header.frame_id = 'map'
    marker.pose.orientation.w = 1.0
    marker.scale.x = marker.scale.y = marker.scale.z = scale
    marker.color = ColorRGBA(r=red, g=green, b=blue, a=1.0)
    return marker


def _points(points: NDArray) -> list[Point]:
    return [Point(x=x, y=y, z=z) for x, y, z in points.tolist()]
