"""The rover's URDF, made from the xacro source and the parameter file."""

from functools import cache

import xacro

from rover_description.rover import rover_file


@cache
def urdf_xml() -> str:
    """Return the URDF of the shipped rover as XML text."""
    source = rover_file().parent.parent / 'urdf' / 'rover.urdf.xacro'
    return str(xacro.process_file(str(source)).toprettyxml(indent='  '))
