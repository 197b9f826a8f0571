"""Touches from sensors inside MuJoCo, for rovers that are stepped without a look at each step."""

import math

import mujoco
import numpy as np
from numpy.typing import NDArray

from mars_world.contacts import SIDE_COSINE
from mars_world.frame import Surface, Touch
from mars_world.model import RIM, SOIL, TREAD
from mars_world.world import World

Float64 = NDArray[np.float64]

_FOUND, _FORCE, _PLACE, _NORMAL = 0, 1, slice(4, 7), slice(7, 10)
_WIDTH = 10  # numbers per contact, in MuJoCo's order
_AXIS_WIDTH = 3
_PER_WHEEL = 4  # contacts of one wheel with boulders that are told apart
_DATA = sum(
    1 << int(field)
    for field in (
        mujoco.mjtConDataField.mjCONDATA_FOUND, mujoco.mjtConDataField.mjCONDATA_FORCE,
        mujoco.mjtConDataField.mjCONDATA_POS, mujoco.mjtConDataField.mjCONDATA_NORMAL,
    )
)  # fmt: skip
_HARDEST = 2  # of MuJoCo's reductions: the contacts with the largest forces


class TouchSensors:
    """Contact sensors on every part of the rover that can touch, but for wheels on soil.

    A wheel on soil is driving and happens in every step, so its touches are not told. A part
    other than a wheel tells its hardest contact in each physics step.
    """

    def __init__(self, spec: mujoco.MjSpec, world: World) -> None:
        """Add the sensors to a spec that has none."""
        self._world = world
        touching = [geom for geom in spec.geoms if '/' in geom.name]
        self._parts = [geom.name for geom in touching if geom.contype not in (TREAD, RIM)]
        self._wheels = [(g.name, g.parent.name) for g in touching if g.contype == RIM]
        for name in self._parts:
            _add_contact_sensor(spec, name, 1)
        for name, body in self._wheels:
            _add_contact_sensor(spec, name, _PER_WHEEL)
            spec.add_sensor(
                type=mujoco.mjtSensor.mjSENS_FRAMEYAXIS, objtype=mujoco.mjtObj.mjOBJ_XBODY,
                objname=body,
            )  # fmt: skip

    def touches(self, sensordata: Float64) -> list[tuple[Touch, ...]]:
        """Return the touches of each rover, each part and surface once, where it is hardest.

        sensordata: (n, k, n_sensordata) of n rovers over k physics steps.
        """
        n, k, _ = sensordata.shape
        split = len(self._parts) * _WIDTH
        parts = sensordata[:, :, :split].reshape(n, k, len(self._parts), _WIDTH)
        wheels = sensordata[:, :, split:].reshape(n, k, len(self._wheels), -1)
        rims = wheels[..., :-_AXIS_WIDTH].reshape(n, k, -1, _PER_WHEEL, _WIDTH)
        hardest: list[dict[tuple[str, Surface], Float64]] = [{} for _ in range(n)]
        for rover, step, part in np.argwhere(parts[..., _FOUND] > 0.0):
            key = self._parts[part].split('/')[0], Surface.BODY
            _keep_harder(hardest[rover], key, parts[rover, step, part])
        for rover, step, wheel, slot in np.argwhere(rims[..., _FOUND] > 0.0):
            contact = rims[rover, step, wheel, slot]
            axle = wheels[rover, step, wheel, -_AXIS_WIDTH:]
            on_side = abs(float(axle @ contact[_NORMAL])) > SIDE_COSINE
            surface = Surface.SIDE if on_side else Surface.TREAD
            _keep_harder(hardest[rover], (self._wheels[wheel][1], surface), contact)
        return [
            tuple(self._touch(*key, contact) for key, contact in noted.items()) for noted in hardest
        ]

    def _touch(self, part: str, surface: Surface, contact: Float64) -> Touch:
        x, y, z = contact[_PLACE].tolist()
        return Touch(part, self._object_at(x, y, z), surface, float(contact[_FORCE]), (x, y, z))

    def _object_at(self, x: float, y: float, z: float) -> str:
        """Return what a contact at a place is with: whose surface is nearest."""
        name, distance = SOIL, abs(z - float(self._world.terrain.height_at(x, y)))
        for boulder in self._world.boulders:
            if math.dist((x, y, z), boulder.centre_map) > boulder.radius_m + distance:
                continue
            gap = abs(float(np.max(boulder.planes @ (x, y, z, -1.0))))
            if gap < distance:
                name, distance = boulder.name, gap
        return name


def _keep_harder(
    noted: dict[tuple[str, Surface], Float64], key: tuple[str, Surface], contact: Float64
) -> None:
    if key not in noted or contact[_FORCE] > noted[key][_FORCE]:
        noted[key] = contact


def _add_contact_sensor(spec: mujoco.MjSpec, geom: str, n_contacts: int) -> None:
    spec.add_sensor(
        type=mujoco.mjtSensor.mjSENS_CONTACT, objtype=mujoco.mjtObj.mjOBJ_GEOM, objname=geom,
        intprm=[_DATA, _HARDEST, n_contacts],
    )  # fmt: skip
