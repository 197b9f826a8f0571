"""A world, ready to drive in: built from its file, always to the same bytes."""

from dataclasses import dataclass
from functools import lru_cache
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
MAX_SEED = 2**31 - 1
_SUFFIXES = ('.yaml', '.yml')


@dataclass(frozen=True)
class World:
    """The file, the ground and the boulders that follow from it, and the checksum of all three."""

    file: WorldFile
    terrain: HeightField
    boulders: tuple[Boulder, ...]
    checksum: str


def world_names() -> tuple[str, ...]:
    """Return the names of the worlds, and families of worlds, that come with this package."""
    return tuple(sorted(path.stem for path in WORLDS_DIR.glob('*.yaml')))


def load_world(name_or_path: str) -> World:
    """Build a world from one of ``world_names()`` or from the path of a YAML file.

    Behind a family of random worlds a seed may follow, as in ``mars-random:7``.

    Raises WorldError with one sentence that names the file, the line, the field and the remedy.
    """
    name, seed = _split(name_or_path)
    if name in world_names():
        return _shipped_world(name, seed)
    path = Path(name)
    if path.suffix not in _SUFFIXES:
        known = ', '.join(world_names())
        raise WorldError(
            f'no world is called {name!r}; give one of {known} or the path of a .yaml file'
        )
    return _load_file(path, seed)


def build_world(file: WorldFile) -> World:
    """Make ground, boulders and checksum from a world file."""
    terrain = build_terrain(file)
    boulders = build_boulders(file, terrain)
    return World(file, terrain, boulders, world_checksum(file, terrain, boulders))


@lru_cache(maxsize=64)
def _shipped_world(name: str, seed: int | None) -> World:
    return _load_file(WORLDS_DIR / f'{name}.yaml', seed)


def _load_file(path: Path, seed: int | None) -> World:
    file = read_world_file(path)
    try:
        if isinstance(file, WorldFile):
            if seed is not None:
                raise WorldError(f'this is one world, which takes no seed; leave out :{seed}')
            return build_world(file)
        # The generator builds worlds, so it imports this module.
        from mars_world.random_world import generate_world

        return generate_world(file, file.seed if seed is None else seed)
    except WorldError as error:
        raise WorldError(f'{path}: {error}') from error


def _split(name_or_path: str) -> tuple[str, int | None]:
    """Take NAME:SEED apart; without a seed the name is the whole text."""
    name, colon, text = name_or_path.rpartition(':')
    if not colon or not (name in world_names() or Path(name).suffix in _SUFFIXES):
        return name_or_path, None
    if not (text.isascii() and text.isdecimal() and int(text) <= MAX_SEED):
        raise WorldError(f'{name}: the seed is {text!r}; needs a whole number, 0 to {MAX_SEED}')
    return name, int(text)
