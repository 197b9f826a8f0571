"""What a boulder covers on a top-view map: the part of it that stands out of the ground."""

import numpy as np
from mars_world.boulders import Boulder
from mars_world.height_field import HeightField
from mars_world.obstacles import top_of_rock
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

SAMPLE_M = 0.05

Float64 = NDArray[np.float64]


def outline_above_ground(boulder: Boulder, terrain: HeightField) -> Float64 | None:
    """Return the corners (k, 2) [m], map frame, of its convex outline; None when it is buried.

    Buried flanks are left out, because they are in nobody's way.
    """
    low, high = boulder.vertices_map.min(axis=0), boulder.vertices_map.max(axis=0)
    x, y = np.meshgrid(
        np.arange(low[0], high[0] + SAMPLE_M, SAMPLE_M),
        np.arange(low[1], high[1] + SAMPLE_M, SAMPLE_M),
    )
    stands_out = top_of_rock(boulder, x, y, terrain.height_at(x, y)) > 0.0
    points = np.column_stack([x[stands_out], y[stands_out]])
    if len(points) < 3:
        return None
    hull = ConvexHull(points, qhull_options='QJ')  # samples on one line are no error
    corners: Float64 = points[hull.vertices]
    return corners
