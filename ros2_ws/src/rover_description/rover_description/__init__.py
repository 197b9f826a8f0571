"""The rover: one parameter file, its URDF and its drive geometry."""

from rover_description.rover import (
    CORNERS,
    SIDES,
    WHEELS,
    Rover,
    RoverError,
    load_rover,
    rover_checksum,
)
from rover_description.urdf import urdf_xml

__all__ = [
    'CORNERS',
    'SIDES',
    'WHEELS',
    'Rover',
    'RoverError',
    'load_rover',
    'rover_checksum',
    'urdf_xml',
]
