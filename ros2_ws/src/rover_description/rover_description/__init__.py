"""The rover: one parameter file, its URDF and its drive geometry."""

from rover_description.drive import AckermannDrive, WheelTargets
from rover_description.ramp import CommandRamp, SetPoints
from rover_description.rover import (
    CORNERS,
    WHEELS,
    Rover,
    RoverError,
    load_rover,
    rover_checksum,
)
from rover_description.urdf import gazebo_urdf_xml, urdf_xml

__all__ = [
    'CORNERS',
    'WHEELS',
    'AckermannDrive',
    'CommandRamp',
    'Rover',
    'RoverError',
    'SetPoints',
    'WheelTargets',
    'gazebo_urdf_xml',
    'load_rover',
    'rover_checksum',
    'urdf_xml',
]
