"""A world, ready to drive in: built from its file, always to the same bytes."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mars_world.boulders import Boulder, build_boulders
from mars_world.height_field import HeightField
from mars_world.terrain import build_terrain
from mars_world.world_checksum import world_checksum
from mars_world.world_file import WorldFile
from mars_world.world_reader import WorldError, read_world_file

__all__ = [
    'Boulder', 'HeightField', 'World', 'WorldError', 'WorldFile',
    'build_world', 'load_world', 'world_names',
]  # fmt: skip

WORLDS_DIR = Path(__file__).parent / 'worlds'


@dataclass(frozen=True)
class World:
    """The file, the ground and the boulders that follow from it, and the checksum of all three."""

    file: WorldFile
    terrain: HeightField
    boulders: tuple[Boulder, ...]
    checksum: str


def world_names() -> tuple[str, ...]:
    """Return the names of the worlds that come with this package."""
    return tuple(sorted(path.stem for path in WORLDS_DIR.glob('*.yaml')))


def load_world(name_or_path: str) -> World:
    """Build a world from one of ``world_names()`` or from the path of a YAML file.

    Raises WorldError with one sentence that names the file, the line, the field and the remedy.
    """
    if name_or_path in world_names():
        return _shipped_world(name_or_path)
    path = Path(name_or_path)
    if path.suffix not in ('.yaml', '.yml'):
        known = ', '.join(world_names())
        raise WorldError(
            f'no world is called {name_or_path!r}; give one of {known} or the path of a .yaml file'
        )
    file = read_world_file(path)
    try:
        return build_world(file)
    except WorldError as error:
        raise WorldError(f'{path}: {error}') from error


def build_world(file: WorldFile) -> World:
    """Make ground, boulders and checksum from a world file."""
    terrain = build_terrain(file)
    boulders = build_boulders(file, terrain)
    return World(file, terrain, boulders, world_checksum(file, terrain, boulders))


@cache
def _shipped_world(name: str) -> World:
    return build_world(read_world_file(WORLDS_DIR / f'{name}.yaml'))
