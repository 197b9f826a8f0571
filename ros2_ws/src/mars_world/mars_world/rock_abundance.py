"""How many rocks of which size lie on Mars, by the law of Golombek and Rapp.

M. Golombek and D. Rapp, "Size-frequency distributions of rocks on Mars and Earth analog sites",
Journal of Geophysical Research 102 (E2), 4117-4129, 1997, doi:10.1029/96JE03319: the share of the
ground that rocks of at least the diameter D [m] cover is

    F(D) = k exp(-q(k) D),    q(k) = 1.79 + 0.152 / k,

where k is the share that all rocks cover. A rock of diameter D covers pi D^2 / 4, so the number of
rocks per square metre between D and D + dD is (-dF/dD) / (pi D^2 / 4) dD.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64 = NDArray[np.float64]

N_DIAMETERS = 2000  # of the table that the law is summed up in


def covered_share(abundance: float, diameter_m: ArrayLike) -> Float64:
    """Return the share of the ground under rocks of at least a diameter, 0 to abundance."""
    return np.asarray(abundance * np.exp(-_decay(abundance) * np.asarray(diameter_m)), np.float64)


def rocks_per_m2(abundance: float, smallest_m: float, largest_m: float) -> float:
    """Return the expected number of rocks between two diameters on a square metre."""
    _, number = _cumulative(abundance, smallest_m, largest_m)
    return float(number[-1])


def draw_diameters(
    abundance: float, smallest_m: float, largest_m: float, area_m2: float, rng: np.random.Generator
) -> Float64:
    """Draw the diameters [m] of the rocks on a piece of ground, largest first."""
    diameters, number = _cumulative(abundance, smallest_m, largest_m)
    n_rocks = rng.poisson(number[-1] * area_m2)
    drawn = np.interp(rng.uniform(0.0, number[-1], n_rocks), number, diameters)
    return np.asarray(np.sort(drawn)[::-1])


def _decay(abundance: float) -> float:
    """Return q(k) [1/m]."""
    return 1.79 + 0.152 / abundance


def _cumulative(abundance: float, smallest_m: float, largest_m: float) -> tuple[Float64, Float64]:
    """Return diameters [m] and the number per square metre from the smallest up to each."""
    diameters = np.linspace(smallest_m, largest_m, N_DIAMETERS)
    middle = 0.5 * (diameters[1:] + diameters[:-1])
    covered = -np.diff(covered_share(abundance, diameters))
    number = np.cumsum(covered / (0.25 * math.pi * middle**2))
    return diameters, np.concatenate([[0.0], number])
