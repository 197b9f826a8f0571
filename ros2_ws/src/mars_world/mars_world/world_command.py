"""The `world` command: list the worlds, check, draw, write or export one."""

import argparse
import math
import sys
from pathlib import Path

from mars_world.world import World, WorldError, load_world, world_names
from mars_world.world_writer import write_world_file


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit status: 0, 1 for a bad world."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except WorldError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f'{error.filename}: {error.strerror}', file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog='world', description=__doc__)
    commands = parser.add_subparsers(required=True, metavar='COMMAND')
    listing = commands.add_parser('list', help='name the worlds that come with the package')
    listing.set_defaults(run=_list)
    show = commands.add_parser('show', help='draw a world from above')
    show.add_argument('world', help='name, NAME:SEED or YAML file')
    show.add_argument('--png', type=Path, required=True, help='file to write')
    show.add_argument(
        '--route', type=float, metavar='METRES', help='draw the way that keeps this clearance'
    )
    show.set_defaults(run=_show)
    picture = commands.add_parser('picture', help='take a picture of the rover in a world')
    picture.add_argument('world', help='name, NAME:SEED or YAML file')
    picture.add_argument('--png', type=Path, required=True, help='file to write')
    picture.add_argument(
        '--pose', type=float, nargs=3, metavar=('X', 'Y', 'YAW_DEG'), help='instead of the start'
    )
    picture.add_argument('--drive', type=float, default=0.0, metavar='SECONDS', help='first')
    picture.add_argument('--distance', type=float, default=3.0, metavar='METRES', help='of the eye')
    picture.add_argument('--azimuth-deg', type=float, default=35.0, help='0 is behind the rover')
    picture.add_argument('--pitch-deg', type=float, default=20.0, help='how far the eye looks down')
    picture.set_defaults(run=_picture)
    write = commands.add_parser('write', help='write a world out as a file to change by hand')
    write.add_argument('world', help='name, NAME:SEED or YAML file')
    write.add_argument('--yaml', type=Path, required=True, help='file to write')
    write.set_defaults(run=_write)
    export = commands.add_parser('export', help='write a folder with world and rover for Gazebo')
    export.add_argument('world', help='name, NAME:SEED or YAML file')
    export.add_argument('folder', type=Path, help='folder to write; made where it is missing')
    export.add_argument(
        '--heightmap', action='store_true', help='ground as a picture instead of an exact mesh'
    )
    export.set_defaults(run=_export)
    check = commands.add_parser('check', help='say whether a world file is good, and what is odd')
    check.add_argument('world', help='name, NAME:SEED or YAML file')
    check.set_defaults(run=_check)
    return parser


def _list(_: argparse.Namespace) -> int:
    for name in world_names():
        print(_summary(name, load_world(name)))
    return 0


def _show(options: argparse.Namespace) -> int:
    # Only drawing needs matplotlib.
    from mars_world.map_picture import draw_map
    from mars_world.route import find_route, route_length

    world = load_world(options.world)
    route = None
    if options.route is not None:
        route = find_route(world, options.route)
        if route is None:
            print(f'no way keeps {options.route} m from every rock', file=sys.stderr)
        else:
            print(f'a way of {route_length(route):.1f} m keeps {options.route} m from every rock')
    draw_map(world, options.png, route)
    print(f'wrote {options.png}')
    return 0


def _picture(options: argparse.Namespace) -> int:
    from mars_world.camera import CameraError
    from mars_world.portrait import View, take_picture

    pose = None
    if options.pose is not None:
        x, y, yaw_deg = options.pose
        pose = (x, y, math.radians(yaw_deg))
    view = View(
        options.distance, math.radians(options.azimuth_deg), math.radians(options.pitch_deg)
    )
    try:
        take_picture(
            load_world(options.world), options.png,
            pose_map=pose, drive_s=options.drive, view=view,
        )  # fmt: skip
    except CameraError as error:
        print(error, file=sys.stderr)
        return 1
    print(f'wrote {options.png}')
    return 0


def _write(options: argparse.Namespace) -> int:
    write_world_file(load_world(options.world).file, options.yaml)
    print(f'wrote {options.yaml}')
    return 0


def _export(options: argparse.Namespace) -> int:
    from mars_world.gazebo_world import export_world

    export_world(load_world(options.world), options.folder, heightmap=options.heightmap)
    print(f'wrote {options.folder}/world.sdf; open it in Gazebo:')
    print(f'  GZ_SIM_RESOURCE_PATH={options.folder} gz sim {options.folder}/world.sdf')
    return 0


def _check(options: argparse.Namespace) -> int:
    from mars_world.world_check import oddities

    world = load_world(options.world)
    print(_summary(world.file.name, world))
    for sentence in oddities(world):
        print(f'note: {sentence}')
    return 0


def _summary(name: str, world: World) -> str:
    rails = world.file.rails
    size = f'{rails.x_max - rails.x_min:g} x {rails.y_max - rails.y_min:g} m'
    return (
        f'{name}: {size} between the rails, gravity {world.file.gravity:g} m/s^2, '
        f'{len(world.boulders)} boulders, checksum {world.checksum}'
    )


if __name__ == '__main__':
    sys.exit(main())
