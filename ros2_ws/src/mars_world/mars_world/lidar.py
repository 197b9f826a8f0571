"""The LIDAR: a level fan of rays over ground and boulders, for all rovers in one call."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rover_description import load_rover

from mars_world.boulder_rays import boulder_ranges
from mars_world.ground_rays import ground_ranges
from mars_world.jit import compiled
from mars_world.lidar_noise import gaussian, scan_key
from mars_world.packed_worlds import PackedWorlds, pack_worlds
from mars_world.vectors import Vector, cross
from mars_world.workers import Workers
from mars_world.world import World

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Index = NDArray[np.int64]
Seeds = NDArray[np.uint64]

_WORTH_A_THREAD = 16  # scans; with fewer, handing them over takes longer than they do


class LidarFan(NamedTuple):
    """The rays of one scan, right to left, in the frame of the LIDAR.

    cos, sin: (n_rays,) of the angles. first_rad, step_rad: the angles. noise_m: sigma.
    """

    cos: Float64
    sin: Float64
    first_rad: float
    step_rad: float
    range_min_m: float
    range_max_m: float
    noise_m: float


def lidar_fan(noise_m: float | None = None) -> LidarFan:
    """Return the fan of the rover's LIDAR; noise_m replaces its sigma, 0 turns noise off."""
    lidar = load_rover().sensors.lidar
    noise = lidar.noise_m if noise_m is None else noise_m
    if not 0.0 <= noise <= 1.0:
        raise ValueError(f'lidar noise is {noise} m; needs 0 to 1 m')
    angles = lidar.first_ray_rad + lidar.ray_step_rad * np.arange(lidar.n_rays)
    return LidarFan(
        np.cos(angles), np.sin(angles), lidar.first_ray_rad, lidar.ray_step_rad,
        lidar.range_min_m, lidar.range_max_m, noise,
    )  # fmt: skip


class Lidar:
    """Scans for any number of rovers in any of the worlds."""

    def __init__(
        self, worlds: Sequence[World], noise_m: float | None = None, threads: int = 1
    ) -> None:
        self._packed = pack_worlds(worlds)
        self._fan = lidar_fan(noise_m)
        self._workers = Workers(threads, _WORTH_A_THREAD)

    def scan(
        self,
        world_indices: NDArray[np.intp],
        position_map: Float64,
        orientation_map: Float64,
        seeds: Seeds,
        scan_numbers: Seeds,
    ) -> Float32:
        """Return the ranges of one scan per rover, (n, n_rays) metres, right to left.

        world_indices: (n,). position_map: (n, 3) of the LIDAR, metres. orientation_map: (n, 4)
        of the LIDAR, x y z w. seeds, scan_numbers: (n,); the same pair gives the same noise.
        +inf: nothing within range_max_m, -inf: something nearer than range_min_m (REP-117).
        """
        n = len(position_map)
        ranges = np.empty((n, len(self._fan.cos)), np.float32)
        arguments = (
            self._packed, self._fan, np.asarray(world_indices, np.int64),
            np.ascontiguousarray(position_map, np.float64),
            np.ascontiguousarray(orientation_map, np.float64),
            np.asarray(seeds, np.uint64), np.asarray(scan_numbers, np.uint64), ranges,
        )  # fmt: skip
        self._workers.run(lambda first, end: _scan_rovers(first, end, *arguments), n)
        return ranges


@compiled
def _scan_rovers(
    first: int,
    end: int,
    packed: PackedWorlds,
    fan: LidarFan,
    world_indices: Index,
    position_map: Float64,
    orientation_map: Float64,
    seeds: Seeds,
    scan_numbers: Seeds,
    ranges: Float32,
) -> None:
    for k in range(first, end):
        place, turn = position_map[k], orientation_map[k]
        x, y, z, w = turn[0], turn[1], turn[2], turn[3]
        forward = (1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + w * z), 2.0 * (x * z - w * y))
        left = (2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x))
        origin = (place[0], place[1], place[2])
        key = scan_key(seeds[k], scan_numbers[k])
        scan_into(packed, fan, world_indices[k], origin, forward, left, key, ranges[k])


@compiled
def scan_into(
    packed: PackedWorlds,
    fan: LidarFan,
    world: int,
    origin: Vector,
    forward: Vector,
    left: Vector,
    noise_key: np.uint64,
    ranges: Float32,
) -> None:
    """Fill ranges (n_rays,) with one scan; origin, forward and left are the LIDAR's, in map."""
    n_rays = fan.cos.shape[0]
    rays = np.empty((3, n_rays))
    for axis in range(3):
        for k in range(n_rays):
            rays[axis, k] = fan.cos[k] * forward[axis] + fan.sin[k] * left[axis]
    up = cross(forward, left)
    far = fan.range_max_m + 6.0 * fan.noise_m  # from beyond, noise does not bring a ray back
    distances = np.full(n_rays, far)
    here = packed.worlds[world]
    for k in range(here.first_rock, here.end_rock):
        rock = packed.rocks[k]
        ball = (rock.x, rock.y, rock.z, rock.radius_m)
        first, end = _rays_towards(fan, ball, origin, forward, left)
        if first < end:
            boulder_ranges(packed, k, origin, up, rays, first, end, distances)
    ground_ranges(packed, world, origin, rays, distances)
    for k in range(n_rays):
        distance = distances[k]
        if distance == far:
            distance = math.inf
        elif fan.noise_m > 0.0:
            distance += fan.noise_m * gaussian(noise_key, k)
        if distance < fan.range_min_m:
            distance = -math.inf
        elif distance > fan.range_max_m:
            distance = math.inf
        ranges[k] = distance


@compiled
def _rays_towards(
    fan: LidarFan,
    ball: tuple[float, float, float, float],
    origin: Vector,
    forward: Vector,
    left: Vector,
) -> tuple[int, int]:
    """Return the first and the end of the rays that can meet a ball: x, y, z, radius in map."""
    dx, dy, dz = ball[0] - origin[0], ball[1] - origin[1], ball[2] - origin[2]
    square = dx * dx + dy * dy + dz * dz
    far = fan.range_max_m + ball[3] + 1e-6
    if square > far * far:
        return 0, 0
    ahead = dx * forward[0] + dy * forward[1] + dz * forward[2]
    aside = dx * left[0] + dy * left[1] + dz * left[2]
    in_plane = ahead * ahead + aside * aside
    # The fan's plane cuts the ball in a disc.
    disc = ball[3] * ball[3] - (square - in_plane)
    if disc <= 0.0:
        return 0, 0
    away, radius, n_rays = math.sqrt(in_plane), math.sqrt(disc), fan.cos.shape[0]
    if away > fan.range_max_m + radius:
        return 0, 0
    if away <= radius:
        return 0, n_rays
    middle, half = math.atan2(aside, ahead), math.asin(radius / away)
    # Angles beyond pi lie behind, where no ray goes.
    first = math.ceil((middle - half - fan.first_rad) / fan.step_rad - 1e-9)
    end = math.floor((middle + half - fan.first_rad) / fan.step_rad + 1e-9) + 1
    return max(first, 0), min(end, n_rays)
