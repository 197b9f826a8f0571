"""How a world and the rover look: the MuJoCo model that cameras render, never stepped."""

import math

import mujoco
from rover_description import load_rover
from rover_description.rover import Lens

from mars_world.colours import ROCK_RGB, SOIL_RGB
from mars_world.model import SOIL, add_boulders, add_ground, rover_spec
from mars_world.world import World

CAMERA, DEPTH_CAMERA = 'camera', 'depth_camera'
_MAX_IMAGE_PX = 2048
_NEAR_M, _FAR_M = 0.02, 120.0
SHADOW_M = 5.0  # around the rover; a wider map needs more pixels, or shadows get coarse steps
_SHADOW_PX_PER_M, _MAX_SHADOW_PX = 410, 8192


def build_scene(world: World, shadow_m: float = SHADOW_M) -> mujoco.MjModel:
    """Return the rover with its looks in a world with sky and sun; qpos as in build_model.

    Things cast shadows within shadow_m of the rover.
    """
    rover = load_rover()
    spec = rover_spec(rover)
    _add_camera(spec, CAMERA, rover.sensors.camera)
    _add_camera(spec, DEPTH_CAMERA, rover.sensors.depth_camera)
    add_ground(spec, world)
    add_boulders(spec, world)
    _add_light_and_sky(spec, world, shadow_m)
    _paint(spec)
    visual = spec.visual
    visual.global_.offwidth = visual.global_.offheight = _MAX_IMAGE_PX
    spec.stat.extent = 1.0  # the unit of the next three
    visual.map.znear, visual.map.zfar = _NEAR_M, _FAR_M
    visual.map.shadowclip = shadow_m
    visual.quality.shadowsize = min(_MAX_SHADOW_PX, int(shadow_m * _SHADOW_PX_PER_M))
    return spec.compile()


def _add_camera(spec: mujoco.MjSpec, name: str, lens: Lens) -> None:
    """Look along +z of the optical frame; MuJoCo's cameras look along their -z with y up."""
    eye = spec.body(f'{name}_optical_frame').add_camera(name=name)
    eye.quat = [0.0, 1.0, 0.0, 0.0]
    eye.fovy = vertical_field_deg(lens.field_of_view_rad, lens.height_px / lens.width_px)


def vertical_field_deg(horizontal_rad: float, aspect: float) -> float:
    """Return the vertical field of view [deg] of a lens; aspect: height by width."""
    return math.degrees(2.0 * math.atan(math.tan(0.5 * horizontal_rad) * aspect))


def _add_light_and_sky(spec: mujoco.MjSpec, world: World, shadow_m: float) -> None:
    rgb = [channel / 255.0 for channel in world.file.sky]
    spec.add_texture(
        name='sky', type=mujoco.mjtTexture.mjTEXTURE_SKYBOX,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT, width=64, height=384, rgb1=rgb, rgb2=rgb,
    )  # fmt: skip
    spec.body('base_link').add_light(
        name='sun', type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL, dir=world.file.sun,
        pos=[-shadow_m * component for component in world.file.sun],
        mode=mujoco.mjtCamLight.mjCAMLIGHT_TRACK,
        diffuse=[0.75, 0.70, 0.64], specular=[0.15, 0.15, 0.15], castshadow=True,
    )  # fmt: skip
    spec.visual.headlight.ambient = [0.36, 0.34, 0.32]
    spec.visual.headlight.diffuse = [0.12, 0.12, 0.12]
    spec.visual.headlight.specular = [0.0, 0.0, 0.0]


def _paint(spec: mujoco.MjSpec) -> None:
    """Give soil and rocks a grain, without which a camera sees no motion."""
    for name, rgb, metres in ((SOIL, SOIL_RGB, 4.0), ('rock', ROCK_RGB, 1.0)):
        spec.add_texture(
            name=name, type=mujoco.mjtTexture.mjTEXTURE_2D if name == SOIL
            else mujoco.mjtTexture.mjTEXTURE_CUBE,
            builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT, mark=mujoco.mjtMark.mjMARK_RANDOM,
            width=512, height=512, rgb1=rgb, rgb2=rgb, markrgb=[0.8 * c for c in rgb], random=0.03,
        )  # fmt: skip
        material = spec.add_material(name=name, texuniform=True, texrepeat=[1.0 / metres] * 2)
        material.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = name
    boulders = {mesh.name for mesh in spec.meshes}
    for geom in spec.geoms:
        if geom.name == SOIL or geom.name in boulders:
            geom.material = SOIL if geom.name == SOIL else 'rock'
            geom.rgba = [1.0, 1.0, 1.0, 1.0]
