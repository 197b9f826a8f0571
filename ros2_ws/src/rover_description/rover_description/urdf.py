"""The rover's URDF, made from the xacro sources and the parameter file."""

from functools import cache

import xacro

from rover_description.rover import rover_file


@cache
def urdf_xml() -> str:
    """Return the URDF of the shipped rover as XML text."""
    return _process('rover.urdf.xacro')


@cache
def gazebo_urdf_xml() -> str:
    """Return the same rover with the sensors and drives that Gazebo runs, as XML text."""
    return _process('gazebo.urdf.xacro')


def _process(name: str) -> str:
    source = rover_file().parent.parent / 'urdf' / name
    return str(xacro.process_file(str(source)).toprettyxml(indent='  '))
