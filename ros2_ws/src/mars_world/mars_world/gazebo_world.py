"""Write a world as a folder that Gazebo opens: an SDF file, its meshes and the rover."""

from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from rover_description import gazebo_urdf_xml, load_rover

from mars_world.colours import ROCK_RGB, SOIL_RGB
from mars_world.heightmap_file import Heightmap, write_heightmap
from mars_world.mesh_file import boulder_mesh, ground_mesh, write_obj
from mars_world.physics import PHYSICS_STEP_S
from mars_world.rest_pose import rest_pose
from mars_world.world import World

SDF_VERSION = '1.9'
ROVER_MODEL = 'jezero_rover'
SOIL_FRICTION = 0.9
SYSTEMS = (
    ('physics', 'Physics'), ('user-commands', 'UserCommands'), ('sensors', 'Sensors'),
    ('imu', 'Imu'), ('scene-broadcaster', 'SceneBroadcaster'),
)  # fmt: skip


def export_world(world: World, folder: Path, *, heightmap: bool = False) -> None:
    """Write world.sdf, ground and boulders and the rover's model into a folder.

    The ground is the mesh of the very triangles that are driven on here, or, with ``heightmap``,
    a picture of it, which is rounded to the grid and the grey levels of the picture.
    """
    meshes, rover = folder / 'meshes', folder / ROVER_MODEL
    for place in (meshes, rover):
        place.mkdir(parents=True, exist_ok=True)
    for boulder in world.boulders:
        write_obj(meshes / f'{boulder.name}.obj', *boulder_mesh(boulder))
    if heightmap:
        ground = _heightmap(write_heightmap(meshes / 'ground.png', world.terrain))
    else:
        write_obj(meshes / 'ground.obj', *ground_mesh(world.terrain))
        ground = _mesh('meshes/ground.obj')
    _write_xml(_world_sdf(world, ground), folder / 'world.sdf')
    (rover / 'rover.urdf').write_text(gazebo_urdf_xml(), encoding='utf-8')
    _write_xml(_model_config(), rover / 'model.config')


def _world_sdf(world: World, ground: Element) -> Element:
    root = Element('sdf', version=SDF_VERSION)
    top = SubElement(root, 'world', name=world.file.name)
    physics = SubElement(top, 'physics', name='as_scored', type='ignored')
    _text(physics, 'max_step_size', f'{PHYSICS_STEP_S:g}')
    _text(physics, 'real_time_factor', '1')
    for file, name in SYSTEMS:
        SubElement(
            top, 'plugin', filename=f'gz-sim-{file}-system', name=f'gz::sim::systems::{name}'
        )
    _text(top, 'gravity', f'0 0 {-world.file.gravity:g}')
    scene = SubElement(top, 'scene')
    _text(scene, 'ambient', '0.4 0.4 0.4 1')
    _text(scene, 'background', _numbers(*(channel / 255.0 for channel in world.file.sky)) + ' 1')
    _text(scene, 'shadows', 'true')
    sun = SubElement(top, 'light', name='sun', type='directional')
    _text(sun, 'cast_shadows', 'true')
    _text(sun, 'diffuse', '0.8 0.75 0.7 1')
    _text(sun, 'direction', _numbers(*world.file.sun))
    _add_solid(top, 'ground', ground, SOIL_RGB, (0.0, 0.0, 0.0))
    for boulder in world.boulders:
        mesh = _mesh(f'meshes/{boulder.name}.obj')
        x, y, z = boulder.centre_map.tolist()
        _add_solid(top, boulder.name, mesh, ROCK_RGB, (x, y, z))
    _add_rover(top, world)
    return root


def _add_solid(
    top: Element,
    name: str,
    geometry: Element,
    rgb: tuple[float, float, float],
    place_map: tuple[float, float, float],
) -> None:
    """Add something that does not move; it is seen as it is touched."""
    model = SubElement(top, 'model', name=name)
    _text(model, 'static', 'true')
    _text(model, 'pose', f'{_numbers(*place_map)} 0 0 0')
    link = SubElement(model, 'link', name='link')
    collision = SubElement(link, 'collision', name='collision')
    collision.append(geometry)
    friction = SubElement(SubElement(SubElement(collision, 'surface'), 'friction'), 'ode')
    _text(friction, 'mu', f'{SOIL_FRICTION:g}')
    _text(friction, 'mu2', f'{SOIL_FRICTION:g}')
    visual = SubElement(link, 'visual', name='visual')
    visual.append(geometry)
    material = SubElement(visual, 'material')
    for light in ('ambient', 'diffuse'):
        _text(material, light, f'{_numbers(*rgb)} 1')


def _add_rover(top: Element, world: World) -> None:
    start = world.file.start
    pose = rest_pose(load_rover(), world.terrain, start.x, start.y, start.yaw)
    x, y, z, qw, qx, qy, qz = pose.tolist()
    include = SubElement(top, 'include')
    _text(include, 'uri', f'model://{ROVER_MODEL}')
    place = _text(include, 'pose', _numbers(x, y, z, qx, qy, qz, qw))
    place.set('rotation_format', 'quat_xyzw')


def _mesh(uri: str) -> Element:
    geometry = Element('geometry')
    _text(SubElement(geometry, 'mesh'), 'uri', uri)
    return geometry


def _heightmap(placed: Heightmap) -> Element:
    geometry = Element('geometry')
    picture = SubElement(geometry, 'heightmap')
    _text(picture, 'uri', 'meshes/ground.png')
    _text(picture, 'size', _numbers(*placed.size))
    _text(picture, 'pos', _numbers(*placed.middle))
    return geometry


def _model_config() -> Element:
    root = Element('model')
    _text(root, 'name', ROVER_MODEL)
    _text(root, 'version', '1.0')
    _text(root, 'sdf', 'rover.urdf').set('version', SDF_VERSION)
    _text(root, 'description', 'Six-wheeled rover with rocker-bogies and four steered corners.')
    return root


def _text(parent: Element, tag: str, text: str) -> Element:
    element = SubElement(parent, tag)
    element.text = text
    return element


def _numbers(*values: float) -> str:
    return ' '.join(f'{value:.9g}' for value in values)


def _write_xml(root: Element, path: Path) -> None:
    indent(root)
    ElementTree(root).write(path, encoding='utf-8', xml_declaration=True)
