"""Make the ground of a world from its seed: soil, roughness, mounds and craters."""

import math

import numpy as np
from numpy.typing import NDArray

from mars_world.height_field import HeightField
from mars_world.world_file import Crater, Mound, Rails, RockGroup, Soil, WorldFile
from mars_world.world_reader import WorldError

Float64 = NDArray[np.float64]

MAX_GRID_POINTS = 4_000_000
N_SWELLS = 24
ROUGHNESS_OCTAVES_M = (1.6, 0.8)  # wavelengths of the fine unevenness; the wheel is 0.16 m
WARP_M = 0.2  # how far mounds and craters stray from a perfect circle
WARP_WAVELENGTH_M = 8.0


def build_terrain(file: WorldFile) -> HeightField:
    """Return the ground of a world, in whole millimetres."""
    terrain = file.terrain
    x, y = _grid(file)
    soil_rng, rough_rng, warp_rng = (
        np.random.default_rng(seed) for seed in np.random.SeedSequence(file.seed).spawn(3)
    )
    z = _soil(x, y, terrain.soil, file.rails, soil_rng)
    z += _noise(z.shape, terrain.cell, ROUGHNESS_OCTAVES_M, terrain.roughness, rough_rng)
    warped_x, warped_y = (
        at + _noise(z.shape, terrain.cell, (WARP_WAVELENGTH_M,), WARP_M, warp_rng)
        for at in np.meshgrid(x, y)
    )
    for mound in terrain.mounds:
        z += _mound(warped_x - mound.x, warped_y - mound.y, mound)
    for crater in terrain.craters:
        z += _crater(warped_x - crater.x, warped_y - crater.y, crater)
    z_mm = np.rint(z * 1000.0)
    return HeightField(float(x[0]), float(y[0]), terrain.cell, (z_mm / 1000.0).astype(np.float32))


def _grid(file: WorldFile) -> tuple[Float64, Float64]:
    """Grid lines that cover rails and objects and a border around them."""
    boxes = [(file.rails.x_min, file.rails.x_max, file.rails.y_min, file.rails.y_max)]
    for crater in file.terrain.craters:
        boxes.append(_around(crater.x, crater.y, crater.reach))
    for item in file.objects:
        if isinstance(item, RockGroup):
            for rock in item.rocks:
                half = 0.5 * math.hypot(rock.width, rock.length)
                boxes.append(_around(item.x + rock.dx, item.y + rock.dy, half))
        else:
            boxes.append(_around(item.x, item.y, 0.5 * math.hypot(*item.size[:2])))
    x_low, x_high, y_low, y_high = np.array(boxes).T
    border, cell = file.terrain.border, file.terrain.cell
    x = _lines(x_low.min() - border, x_high.max() + border, cell)
    y = _lines(y_low.min() - border, y_high.max() + border, cell)
    if len(x) * len(y) > MAX_GRID_POINTS:
        raise WorldError(
            f'the ground has {len(x)} x {len(y)} grid points, at most {MAX_GRID_POINTS} fit; '
            f'make terrain.cell ({cell} m) larger or the world smaller'
        )
    return x, y


def _around(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, x + radius, y - radius, y + radius


def _lines(low: float, high: float, cell: float) -> Float64:
    """Grid lines at whole multiples of the cell, so that an added object moves none of them."""
    whole = np.arange(math.floor(low / cell), math.ceil(high / cell) + 1)
    lines: Float64 = np.round(whole * cell, 6)
    return lines


def _soil(x: Float64, y: Float64, soil: Soil, rails: Rails, rng: np.random.Generator) -> Float64:
    """Swells around the wavelength, stretched to reach z_min and z_max inside the rails."""
    if soil.z_min == soil.z_max:
        return np.full((len(y), len(x)), soil.z_min)
    wave = 2.0 * math.pi / (soil.wavelength * rng.uniform(0.6, 2.0, N_SWELLS))
    heading = rng.uniform(0.0, 2.0 * math.pi, N_SWELLS)
    phase = rng.uniform(0.0, 2.0 * math.pi, N_SWELLS)
    # Long swells are high and short ones low, as in real relief.
    height = rng.normal(size=N_SWELLS) / wave
    z = np.zeros((len(y), len(x)))
    for k in range(N_SWELLS):
        along_x = wave[k] * math.cos(heading[k]) * x[None, :]
        along_y = wave[k] * math.sin(heading[k]) * y[:, None]
        z += height[k] * np.cos(along_x + along_y + phase[k])
    inside_x = (x >= rails.x_min) & (x <= rails.x_max)
    inside_y = (y >= rails.y_min) & (y <= rails.y_max)
    inside = z[np.ix_(inside_y, inside_x)]
    low, high = inside.min(), inside.max()
    return np.asarray(soil.z_min + (z - low) * (soil.z_max - soil.z_min) / (high - low))


def _noise(
    shape: tuple[int, int],
    cell: float,
    wavelengths_m: tuple[float, ...],
    rms_m: float,
    rng: np.random.Generator,
) -> Float64:
    """Smooth noise of a few wavelengths, long ones higher, scaled to the wanted rms."""
    z = np.zeros(shape)
    if rms_m == 0.0:
        return z
    for wavelength in wavelengths_m:
        step = max(1, round(wavelength / (2.0 * cell)))
        coarse = rng.normal(size=(shape[0] // step + 3, shape[1] // step + 3))
        z += wavelength * _between(coarse, step, shape)
    return z * (rms_m / float(z.std()))


def _between(coarse: Float64, step: int, shape: tuple[int, int]) -> Float64:
    """Fill in a coarse grid with the smooth blend 3t^2 - 2t^3, which has no creases."""
    j, i = np.arange(shape[0]), np.arange(shape[1])
    v, u = (j % step) / step, (i % step) / step
    v, u = (v * v * (3.0 - 2.0 * v))[:, None], (u * u * (3.0 - 2.0 * u))[None, :]
    j0, i0 = (j // step)[:, None], (i // step)[None, :]
    low = coarse[j0, i0] * (1.0 - u) + coarse[j0, i0 + 1] * u
    high = coarse[j0 + 1, i0] * (1.0 - u) + coarse[j0 + 1, i0 + 1] * u
    return np.asarray(low * (1.0 - v) + high * v)


def _mound(dx: Float64, dy: Float64, mound: Mound) -> Float64:
    t = np.minimum(np.hypot(dx, dy) / mound.radius, 1.0)
    return np.asarray(mound.height * (1.0 - t * t * (3.0 - 2.0 * t)))


def _crater(dx: Float64, dy: Float64, crater: Crater) -> Float64:
    """A parabolic bowl up to the crest, then a flank that falls with the cube of the distance."""
    r = np.hypot(dx, dy)
    toward_low = 0.5 * (1.0 + np.cos(np.arctan2(dy, dx) - crater.low_side))
    rim = crater.rim_high + (crater.rim_low - crater.rim_high) * toward_low
    bowl = -crater.depth + (rim + crater.depth) * (r / crater.radius) ** 2
    fade = np.clip((crater.reach - r) / (crater.reach - crater.radius), 0.0, 1.0)
    flank = rim * (crater.radius / np.maximum(r, crater.radius)) ** 3 * fade
    return np.where(r < crater.radius, bowl, flank)
