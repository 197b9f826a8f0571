"""The world that official scores are made in, by its checksum: an edited copy is another world."""

from mars_world.world import World

MARS_CHECKSUM = 'd3982094ef5df2e7cb770773efda6d860bb785049e25d3ec29580f6c017b3e1a'


def is_gold_standard(world: World) -> bool:
    """Tell whether scores made in a world can be official."""
    return world.checksum == MARS_CHECKSUM
