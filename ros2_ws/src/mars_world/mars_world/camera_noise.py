"""What the sensors of the cameras make of an ideal picture."""

import numpy as np
from numpy.typing import NDArray
from rover_description.rover import DepthCamera

Float32 = NDArray[np.float32]
Image = NDArray[np.uint8]


def noisy_colours(colours: Image, noise: float, rng: np.random.Generator) -> Image:
    """Return colours (h, w, 3) with noise; its standard deviation is a share of full scale."""
    if noise == 0.0:
        return colours
    error = rng.normal(0.0, 255.0 * noise, colours.shape)
    return np.asarray(np.clip(np.rint(colours + error), 0.0, 255.0), np.uint8)


def measured_depth(
    depth_m: Float32, camera: DepthCamera, noise_m: float, rng: np.random.Generator
) -> Float32:
    """Return a depth picture (h, w) [m] with noise, and infinite beyond the camera's range.

    As REP-117 and REP-118 want it: -inf is too close, +inf is too far or nothing at all.
    """
    measured = depth_m
    if noise_m > 0.0:
        measured = depth_m + rng.normal(0.0, noise_m, depth_m.shape).astype(np.float32)
    measured = np.where(measured < camera.range_min_m, -np.inf, measured)
    return np.where(measured > camera.range_max_m, np.inf, measured).astype(np.float32)
