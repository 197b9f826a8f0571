"""Where the body of a rover is when its wheels stand on the ground."""

import math

import numpy as np
from numpy.typing import NDArray
from rover_description import WHEELS, Rover

from mars_world.height_field import HeightField

Float64 = NDArray[np.float64]


def rest_pose(rover: Rover, terrain: HeightField, x: float, y: float, yaw: float) -> Float64:
    """Return position and quaternion w x y z of base_link, (7,), standing just above the ground.

    Body height, roll and pitch follow the plane that fits the ground under the six wheels best;
    no wheel reaches into the ground, so the rocker-bogies only have to settle.
    """
    wheels_base = np.array([rover.wheel_centre_m(name)[:2] for name in WHEELS])
    cos, sin = math.cos(yaw), math.sin(yaw)
    ground = terrain.height_at(
        x + cos * wheels_base[:, 0] - sin * wheels_base[:, 1],
        y + sin * wheels_base[:, 0] + cos * wheels_base[:, 1],
    )
    design = np.column_stack([np.ones(len(WHEELS)), wheels_base])
    (height, ahead, left), *_ = np.linalg.lstsq(design, ground, rcond=None)
    lift = float(np.max(ground - design @ (height, ahead, left)))
    upright = math.sqrt(1.0 + ahead * ahead + left * left)
    z = height + lift + rover.ride_height_m * upright
    return np.array([x, y, z, *_quaternion(yaw, -math.atan(ahead), math.atan(left / upright))])


def _quaternion(yaw: float, pitch: float, roll: float) -> tuple[float, float, float, float]:
    """Return w x y z of turning by roll about x, pitch about y and yaw about z, in this order."""
    cr, sr = math.cos(0.5 * roll), math.sin(0.5 * roll)
    cp, sp = math.cos(0.5 * pitch), math.sin(0.5 * pitch)
    cy, sy = math.cos(0.5 * yaw), math.sin(0.5 * yaw)
    return (
        cr * cp * cy + sr * sp * sy,
        sr * cp * cy - cr * sp * sy,
        cr * sp * cy + sr * cp * sy,
        cr * cp * sy - sr * sp * cy,
    )
