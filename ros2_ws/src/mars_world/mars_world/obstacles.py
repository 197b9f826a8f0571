"""What is in the way of a rover, at any point of the ground: the height of rock, and slopes."""

import numpy as np
from numpy.typing import NDArray

from mars_world.boulders import Boulder
from mars_world.height_field import HeightField
from mars_world.world import World

Float64 = NDArray[np.float64]


def top_of_rock(boulder: Boulder, x: Float64, y: Float64, ground: Float64) -> Float64:
    """Return how far a boulder rises above the ground [m] at each point, 0 where it does not."""
    points = np.stack([x, y], axis=-1)
    above = np.full(x.shape, np.inf)
    below = np.full(x.shape, -np.inf)
    outside = np.zeros(x.shape, np.bool_)
    for nx, ny, nz, d in boulder.planes:
        rest = d - points @ np.array([nx, ny])
        if abs(nz) < 1e-9:
            outside |= rest < 0.0
        elif nz > 0.0:
            above = np.minimum(above, rest / nz)
        else:
            below = np.maximum(below, rest / nz)
    hit = ~outside & (above > below)
    return np.where(hit, np.maximum(above - ground, 0.0), 0.0)


def rock_heights(world: World, x: Float64, y: Float64) -> Float64:
    """Return the height [m] of the highest rock above the ground at each point."""
    ground = world.terrain.height_at(x, y)
    highest = np.zeros(ground.shape)
    for boulder in world.boulders:
        (x_low, y_low, _), (x_high, y_high, _) = (
            boulder.vertices_map.min(axis=0), boulder.vertices_map.max(axis=0),
        )  # fmt: skip
        near = (x >= x_low) & (x <= x_high) & (y >= y_low) & (y <= y_high)
        top = top_of_rock(boulder, x[near], y[near], ground[near])
        highest[near] = np.maximum(highest[near], top)
    return highest


def slope(terrain: HeightField, x: Float64, y: Float64) -> Float64:
    """Return the steepness of the ground [rad] at each point."""
    angle: Float64 = np.arccos(np.clip(terrain.normal_at(x, y)[..., 2], -1.0, 1.0))
    return angle
