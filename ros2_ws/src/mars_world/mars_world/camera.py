"""Pictures of a world: what the rover's camera sees, and the rover from behind.

Rendering needs OpenGL without a screen, from EGL or OSMesa. MUJOCO_GL chooses; else the first
one that is installed is taken.
"""

import ctypes.util
import importlib
import os
from contextlib import AbstractContextManager
from typing import Any, Protocol

import mujoco
import numpy as np
from numpy.typing import NDArray

from mars_world.rotation import yaw_of
from mars_world.scene import CAMERA, SHADOW_M, build_scene
from mars_world.world import World

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Image = NDArray[np.uint8]

_LIBRARIES = {'egl': 'EGL', 'osmesa': 'OSMesa'}
_REMEDY = 'install one, e.g. apt-get install libegl1 libgl1 libosmesa6, or set MUJOCO_GL'


class CameraError(RuntimeError):
    """No picture can be made; one sentence with what is missing and the remedy."""


class _Context(Protocol):
    def as_current(self) -> AbstractContextManager[Any]: ...


class Photographer:
    """Renders one world at one size. May be used from any thread, one at a time."""

    def __init__(
        self,
        world: World,
        width_px: int,
        height_px: int,
        *,
        fine: bool = True,
        shadow_m: float = SHADOW_M,
    ) -> None:
        """Open the renderer; without ``fine`` it leaves out shadows and smooth edges.

        Without a graphics card that is the difference between 4 and 20 pictures of 360 x 240
        a second.

        Raises:
            CameraError: there is no OpenGL to render with.
        """
        self._model = build_scene(world, shadow_m)
        self._model.vis.quality.offsamples = 4 if fine else 0
        self._data = mujoco.MjData(self._model)
        self._scene = mujoco.MjvScene(self._model, maxgeom=2000)
        self._scene.flags[mujoco.mjtRndFlag.mjRND_SHADOW.value] = fine
        self._options = mujoco.MjvOption()
        self._size = (width_px, height_px)
        self._gl = _open_gl(width_px, height_px)
        with self._gl.as_current():
            self._context = mujoco.MjrContext(
                self._model, mujoco.mjtFontScale.mjFONTSCALE_100.value
            )
            mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN.value, self._context)
        self._context.readDepthMap = mujoco.mjtDepthMap.mjDEPTH_ZEROFAR

    @property
    def joint_names(self) -> tuple[str, ...]:
        """The moving joints, in the order of qpos after the free joint."""
        model = self._model
        return tuple(model.joint(number).name for number in range(1, model.njnt))

    def through_camera(self, qpos: Float64, name: str = CAMERA) -> tuple[Image, Float32]:
        """Return what a camera of the rover sees: colours (h, w, 3) and depth (h, w) [m].

        The top row is first. Depth is the distance along the view, not along the ray. name: of
        the colour camera or the DEPTH_CAMERA.
        """
        view = mujoco.MjvCamera()
        view.type = mujoco.mjtCamera.mjCAMERA_FIXED
        view.fixedcamid = self._model.camera(name).id
        return self._render(qpos, view)

    def chase(
        self,
        qpos: Float64,
        distance_m: float = 2.2,
        azimuth_rad: float = 0.6,
        pitch_rad: float = 0.35,
    ) -> Image:
        """Return the rover (h, w, 3) from behind; the angles turn the eye around and above it."""
        view = mujoco.MjvCamera()
        view.lookat = qpos[:3] - np.array([0.0, 0.0, 0.15])
        view.distance = distance_m
        view.azimuth = np.degrees(float(yaw_of(qpos[3:7])) + azimuth_rad)
        view.elevation = -np.degrees(pitch_rad)
        return self._render(qpos, view)[0]

    def _render(self, qpos: Float64, view: mujoco.MjvCamera) -> tuple[Image, Float32]:
        width, height = self._size
        colours = np.empty((height, width, 3), np.uint8)
        depth = np.empty((height, width), np.float32)
        self._data.qpos[:] = qpos
        mujoco.mj_kinematics(self._model, self._data)
        mujoco.mj_camlight(self._model, self._data)
        mujoco.mjv_updateScene(
            self._model, self._data, self._options, None, view,
            mujoco.mjtCatBit.mjCAT_ALL.value, self._scene,
        )  # fmt: skip
        rectangle = mujoco.MjrRect(0, 0, width, height)
        with self._gl.as_current():
            mujoco.mjr_render(rectangle, self._scene, self._context)
            mujoco.mjr_readPixels(colours, depth, rectangle, self._context)
        return np.ascontiguousarray(colours[::-1]), self._metres(depth[::-1])

    def _metres(self, depth: Float32) -> Float32:
        """Turn the depth buffer, 0 far and 1 near, into distances along the view."""
        extent = self._model.stat.extent
        near, far = self._model.vis.map.znear * extent, self._model.vis.map.zfar * extent
        return np.asarray(near * far / (near + depth * (far - near)), np.float32)


def _open_gl(width_px: int, height_px: int) -> _Context:
    wanted = os.environ.get('MUJOCO_GL', '').lower()
    names = [wanted] if wanted in _LIBRARIES else list(_LIBRARIES)
    found = [name for name in names if ctypes.util.find_library(_LIBRARIES[name])]
    if not found:
        missing = ' and '.join(f'lib{_LIBRARIES[name]}' for name in names)
        raise CameraError(f'the camera has no OpenGL to render with: no {missing}; {_REMEDY}')
    try:
        context: _Context = importlib.import_module(f'mujoco.{found[0]}').GLContext(
            width_px, height_px
        )
    except (ImportError, AttributeError, RuntimeError, OSError) as error:
        raise CameraError(
            f'the camera cannot open OpenGL through {found[0]} ({error}); {_REMEDY}'
        ) from error
    return context
