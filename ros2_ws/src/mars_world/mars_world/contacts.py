"""Say which part of the rover touches which object, and whether a wheel does so with its side."""

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from mars_world.frame import Surface, Touch
from mars_world.jit import compiled
from mars_world.mujoco_memory import Memory, constraint_forces, contacts

Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]

# A contact normal more than 45 degrees out of a wheel's plane is on its side.
SIDE_COSINE = 0.7071
_NO_TOUCH = -1.0
_SURFACES = tuple(Surface)
_TREAD, _SIDE, _BODY = int(Surface.TREAD), int(Surface.SIDE), int(Surface.BODY)


class ContactNames:
    """Which geom of a model belongs to which part and which object.

    parts: links of the rover that can touch. objects: the soil and the boulders.
    part_of_geom, object_of_geom: (n_geoms,) index into these, -1 for none.
    wheel_of_part: (n_parts,) body id of a wheel, -1 for other parts.
    """

    def __init__(self, model: mujoco.MjModel) -> None:
        names = [model.geom(geom).name for geom in range(model.ngeom)]
        links = [name.split('/')[0] if '/' in name else '' for name in names]
        self.parts = tuple(dict.fromkeys(link for link in links if link))
        self.objects = tuple(name for name in names if '/' not in name)
        self.part_of_geom = _positions(links, self.parts)
        self.object_of_geom = _positions(names, self.objects)
        self.wheel_of_part = np.array(
            [model.body(p).id if p.startswith('wheel_') else -1 for p in self.parts], np.int32
        )


def _positions(names: list[str], among: tuple[str, ...]) -> Int32:
    place = {name: position for position, name in enumerate(among)}
    return np.array([place.get(name, -1) for name in names], np.int32)


class ContactTable(NamedTuple):
    """ContactNames and what a compiled loop notes under them.

    force_n: (n_parts, n_objects, 3 surfaces) the hardest so far, below 0 for none.
    position_map: (n_parts, n_objects, 3 surfaces, 3) where that was, metres.
    """

    part_of_geom: Int32
    object_of_geom: Int32
    wheel_of_part: Int32
    force_n: Float64
    position_map: Float64


class ContactLog:
    """Collect touches over physics steps; each part, object and surface once, at its hardest."""

    def __init__(self, names: ContactNames) -> None:
        self._names = names
        shape = (len(names.parts), len(names.objects), len(Surface))
        self.table = ContactTable(
            names.part_of_geom, names.object_of_geom, names.wheel_of_part,
            np.full(shape, _NO_TOUCH), np.zeros((*shape, 3)),
        )  # fmt: skip

    def take(self) -> tuple[Touch, ...]:
        """Return the touches so far and start anew."""
        forces, names = self.table.force_n.ravel(), self._names
        found = np.flatnonzero(forces != _NO_TOUCH)
        parts, things, surfaces = np.unravel_index(found, self.table.force_n.shape)
        touches = tuple(
            Touch(names.parts[part], names.objects[thing], _SURFACES[surface], force_n, (x, y, z))
            for part, thing, surface, force_n, (x, y, z) in zip(
                parts.tolist(), things.tolist(), surfaces.tolist(), forces[found].tolist(),
                self.table.position_map.reshape(-1, 3)[found].tolist(), strict=True,
            )
        )  # fmt: skip
        forces[found] = _NO_TOUCH
        return touches


def merge_touches(intervals: tuple[tuple[Touch, ...], ...]) -> tuple[Touch, ...]:
    """Return the touches of following intervals as one, each part, object and surface once."""
    hardest: dict[tuple[str, str, Surface], Touch] = {}
    for touch in (touch for interval in intervals for touch in interval):
        key = (touch.part, touch.object, touch.surface)
        if key not in hardest or touch.force_n > hardest[key].force_n:
            hardest[key] = touch
    return tuple(hardest.values())


@compiled
def note_contacts(memory: Memory, table: ContactTable) -> None:
    """Note each contact of the newest step under its names if it is the hardest there."""
    found = contacts(memory)
    for k in range(len(found)):
        contact = found[k]
        part = table.part_of_geom[contact.geom[0]]
        thing = table.object_of_geom[contact.geom[1]]
        if part < 0:
            part = table.part_of_geom[contact.geom[1]]
            thing = table.object_of_geom[contact.geom[0]]
        if part < 0 or thing < 0:
            continue
        surface = _BODY
        wheel = table.wheel_of_part[part]
        if wheel >= 0:
            # The wheel turns about its y axis, the second column of its attitude.
            along = (
                contact.frame[0] * memory.xmat[wheel, 1]
                + contact.frame[1] * memory.xmat[wheel, 4]
                + contact.frame[2] * memory.xmat[wheel, 7]
            )
            surface = _SIDE if abs(along) > SIDE_COSINE else _TREAD
        # The pyramidal cone spreads the normal force over 2 (dim - 1) edges.
        force = 0.0
        start = contact.efc_address
        if start >= 0:
            end = start + max(1, 2 * (contact.dim - 1))
            edges = constraint_forces(memory, end)
            for edge in range(start, end):
                force += edges[edge]
        if force > table.force_n[part, thing, surface]:
            table.force_n[part, thing, surface] = force
            for axis in range(3):
                table.position_map[part, thing, surface, axis] = contact.pos[axis]
