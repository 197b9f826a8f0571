"""Noise that is counted, not drawn: a sample follows from seed, scan and ray alone.

So a rover's noise does not depend on which other rovers are simulated with it, or in what order.
"""

import math

import numpy as np

from mars_world.jit import compiled

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)
_S11, _ONE = np.uint64(11), np.uint64(1)
_TO_UNIT = 2.0**-53


@compiled
def mixed(value: np.uint64) -> np.uint64:
    """Scramble 64 bits so that neighbouring values give unrelated ones (SplitMix64's finish)."""
    value = (value ^ (value >> _S30)) * _MIX_1
    value = (value ^ (value >> _S27)) * _MIX_2
    return value ^ (value >> _S31)


@compiled
def scan_key(seed: np.uint64, scan: np.uint64) -> np.uint64:
    """Return the key of all samples of one scan."""
    return mixed(mixed(seed + _GOLDEN) + scan * _GOLDEN)


@compiled
def gaussian(key: np.uint64, ray: int) -> float:
    """Return the sample of one ray: mean 0, standard deviation 1 (Box-Muller)."""
    first = mixed(key + np.uint64(2 * ray + 1) * _GOLDEN)
    second = mixed(key + np.uint64(2 * ray + 2) * _GOLDEN)
    above_zero = float((first >> _S11) + _ONE) * _TO_UNIT
    turn = float(second >> _S11) * _TO_UNIT
    return math.sqrt(-2.0 * math.log(above_zero)) * math.cos(2.0 * math.pi * turn)
