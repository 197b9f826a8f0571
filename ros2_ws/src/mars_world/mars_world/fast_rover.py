"""The rover's geometry in the form that the fast model's compiled loops read."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rover_description import WHEELS, Rover

Float64 = NDArray[np.float64]

PARTS = ('base_link', 'solar_deck', *(f'wheel_{name}' for name in WHEELS))
N_BOXES = 2  # the first parts are boxes, the others wheels in the order of WHEELS


class RoverShape(NamedTuple):
    """Metres, base_link, as the rover stands level; the left side's numbers hold for both sides.

    wheels_m: (6, 2) x and y of the wheel centres in the order of WHEELS: per side front, middle,
    rear, the left side first. bogie_m, rocker_m: x of a pivot and its height over the wheel
    centres. half_track_m: mean of the wheels' distance from the middle. lidar_m: (3,).
    box_centres_m, box_halves_m: (N_BOXES, 3). reach_m: from base_link to the farthest point.
    """

    wheels_m: Float64
    wheel_radius_m: float
    wheel_half_width_m: float
    ride_height_m: float
    bogie_m: tuple[float, float]
    rocker_m: tuple[float, float]
    half_track_m: float
    lidar_m: tuple[float, float, float]
    box_centres_m: Float64
    box_halves_m: Float64
    reach_m: float


def rover_shape(rover: Rover) -> RoverShape:
    """Take what the fast model needs from the rover's parameters."""
    wheels = np.array([rover.wheel_centre_m(name) for name in WHEELS])
    axle_z = float(wheels[0, 2])
    wheel = rover.wheel
    centres = np.array([(0.0, 0.0, 0.0), rover.solar_deck.position_m])
    halves = 0.5 * np.array([rover.body.size_m, rover.solar_deck.size_m])
    rim = float(np.hypot(wheel.radius_m, 0.5 * wheel.width_m))
    return RoverShape(
        wheels_m=wheels[:, :2].copy(),
        wheel_radius_m=wheel.radius_m,
        wheel_half_width_m=0.5 * wheel.width_m,
        ride_height_m=rover.ride_height_m,
        bogie_m=(rover.bogie.pivot_m[0], rover.bogie.pivot_m[2] - axle_z),
        rocker_m=(rover.rocker.pivot_m[0], rover.rocker.pivot_m[2] - axle_z),
        half_track_m=float(np.abs(wheels[:, 1]).mean()),
        lidar_m=rover.sensors.lidar.position_m,
        box_centres_m=centres,
        box_halves_m=halves,
        reach_m=float(np.linalg.norm(wheels, axis=1).max()) + rim,
    )
