"""The joints of the URDF as plain values: where each link sits on its parent."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rover_description.quaternion import about, from_rpy, product
from rover_description.urdf import urdf_xml

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Joint:
    """A joint of the tree.

    position_m: (3,) of the child's frame in the parent's. rest: (4,) x y z w, the child's
    attitude while the joint is at 0. axis: (3,) unit vector in the child's frame that the child
    turns about; None for a fixed joint.
    """

    name: str
    parent: str
    child: str
    position_m: Float64
    rest: Float64
    axis: Float64 | None

    def attitude(self, angle_rad: float) -> Float64:
        """Return the child's attitude in the parent's frame, (4,) x y z w."""
        return self.rest if self.axis is None else product(self.rest, about(self.axis, angle_rad))


@cache
def joints() -> tuple[Joint, ...]:
    """Return the joints of the shipped rover in the order of the URDF."""
    return tuple(_joint(element) for element in ET.fromstring(urdf_xml()).findall('joint'))


def _joint(element: ET.Element) -> Joint:
    return Joint(
        name=element.attrib['name'],
        parent=_child(element, 'parent').attrib['link'],
        child=_child(element, 'child').attrib['link'],
        position_m=_numbers(_child(element, 'origin').get('xyz', '0 0 0')),
        rest=from_rpy(*_numbers(_child(element, 'origin').get('rpy', '0 0 0'))),
        axis=None
        if element.attrib['type'] == 'fixed'
        else _numbers(_child(element, 'axis').attrib['xyz']),
    )


def _child(element: ET.Element, tag: str) -> ET.Element:
    found = element.find(tag)
    if found is None:
        raise ValueError(f'joint {element.get("name")} of the URDF has no <{tag}>')
    return found


def _numbers(text: str) -> Float64:
    return np.array([float(word) for word in text.split()])
