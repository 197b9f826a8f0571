"""Write a world out as the file that makes it, so that a person can go on from there."""

from pathlib import Path

import yaml

from mars_world.world_file import WorldFile


def write_world_file(file: WorldFile, path: Path) -> None:
    """Write one file; reading it gives the same world, checksum and all."""
    fields = file.model_dump(mode='json', exclude_none=True)
    # Unlike the default style, this one keeps a rock on one line.
    text = yaml.safe_dump(fields, sort_keys=False, default_flow_style=None, width=100)
    path.write_text(f'# A world; `world check` says what it holds.\n{text}', encoding='utf-8')
