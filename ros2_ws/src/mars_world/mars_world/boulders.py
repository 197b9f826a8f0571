"""Make boulders and monoliths: convex solids with as many facets as a rock needs."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from mars_world.height_field import HeightField
from mars_world.world_file import Monolith, Rock, RockGroup, WorldFile

Float64 = NDArray[np.float64]

N_POINTS = 26


@dataclass(frozen=True)
class Boulder:
    """A convex solid that does not move, map frame.

    vertices_map: (k, 3) metres, corners of the hull.
    planes: (m, 4) rows (nx, ny, nz, d) with unit normals; a point p is inside where n.p <= d.
    """

    name: str
    vertices_map: Float64
    planes: Float64

    @cached_property
    def centre_map(self) -> Float64:
        """Middle of the bounding box, (3,) metres."""
        middle: Float64 = 0.5 * (self.vertices_map.min(axis=0) + self.vertices_map.max(axis=0))
        return middle

    @cached_property
    def radius_m(self) -> float:
        """Radius of the ball around centre_map that holds the solid."""
        return float(np.linalg.norm(self.vertices_map - self.centre_map, axis=1).max())


def build_boulders(file: WorldFile, terrain: HeightField) -> tuple[Boulder, ...]:
    """Return every solid of a world; rocks of a group are called GROUP_1, GROUP_2 and so on."""
    return tuple(_boulders(file, terrain))


def _boulders(file: WorldFile, terrain: HeightField) -> Iterator[Boulder]:
    for item in file.objects:
        if isinstance(item, RockGroup):
            rngs = np.random.SeedSequence(item.seed).spawn(len(item.rocks))
            for number, (rock, seed) in enumerate(zip(item.rocks, rngs, strict=True), start=1):
                points = _rock_points(rock, item, np.random.default_rng(seed))
                place = (item.x + rock.dx, item.y + rock.dy)
                yield _solid(f'{item.name}_{number}', points, place, rock.yaw, terrain)
        else:
            yield _solid(item.name, _box_points(item), (item.x, item.y), item.yaw, terrain)


def _solid(
    name: str, points: Float64, place: tuple[float, float], yaw: float, terrain: HeightField
) -> Boulder:
    """Turn points about the ground point into a boulder that stands there."""
    cos, sin = math.cos(yaw), math.sin(yaw)
    turned = np.column_stack(
        [
            cos * points[:, 0] - sin * points[:, 1],
            sin * points[:, 0] + cos * points[:, 1],
            points[:, 2],
        ]
    )
    ground = (place[0], place[1], float(terrain.height_at(place[0], place[1])))
    # Whole millimetres first, so that the hull, the checksum and every model see one shape.
    vertices = np.rint((turned + ground) * 1000.0) / 1000.0
    hull = ConvexHull(vertices)
    planes = np.unique(np.round(hull.equations, 12), axis=0)
    planes[:, 3] *= -1.0
    return Boulder(name, vertices[np.sort(hull.vertices)], planes)


def _rock_points(rock: Rock, group: RockGroup, rng: np.random.Generator) -> Float64:
    """Noisy points on a rounded block, stretched to exactly the rock's sizes."""
    k = np.arange(N_POINTS) + 0.5
    z = 1.0 - 2.0 * k / N_POINTS
    turn = k * math.pi * (1.0 + math.sqrt(5.0)) + rng.uniform(0.0, 2.0 * math.pi)
    flat = np.sqrt(1.0 - z * z)
    ball = np.column_stack([flat * np.cos(turn), flat * np.sin(turn), z])
    block = np.sign(ball) * np.abs(ball) ** group.round
    block *= 1.0 - group.jagged * rng.random((N_POINTS, 1))
    low, high = block.min(axis=0), block.max(axis=0)
    unit = (block - low) / (high - low)
    size = np.array([rock.width, rock.length, rock.height + rock.buried])
    return np.asarray(unit * size - [0.5 * rock.width, 0.5 * rock.length, rock.buried])


def _box_points(box: Monolith) -> Float64:
    corners = np.array([[i, j, k] for i in (-0.5, 0.5) for j in (-0.5, 0.5) for k in (0.0, 1.0)])
    return np.asarray(corners * box.size)
