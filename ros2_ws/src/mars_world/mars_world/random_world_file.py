"""What a file of random worlds may say: the planet, and how its worlds are made from a seed."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from mars_world.rock_abundance import rocks_per_m2
from mars_world.world_file import Section, WorldHead

SURROUNDINGS_M = 5.0  # strip outside the rails that has rocks as well
MAX_ROCKS = 900  # expected in one world

Name = Annotated[str, Field(pattern=r'^[a-z][a-z0-9_-]{0,19}$')]
RockSize = Annotated[float, Field(ge=0.3, le=10.0)]


class Generator(Section):
    """How the worlds of a family vary; each seed is another of them."""

    length: Annotated[float, Field(ge=10.0, le=75.0, description='[m] between the rails, along x')]
    width: Annotated[float, Field(ge=5.0, le=75.0, description='[m] between the rails, along y')]
    rock_abundance: Annotated[
        float, Field(ge=0.01, le=0.3, description='share of the ground that all rocks cover')
    ]
    smallest_rock: Annotated[RockSize, Field(description='[m] diameter; smaller is roughness')]
    largest_rock: Annotated[RockSize, Field(description='[m] diameter')]
    slope: Annotated[float, Field(ge=0.0, le=0.3, description='[rad] of the steepest swell')]
    wavelength: Annotated[float, Field(ge=5.0, le=1000.0, description='[m] between swells')] = 25.0
    roughness: Annotated[float, Field(ge=0.0, le=0.05, description='[m] rms unevenness')]
    mounds: Annotated[int, Field(ge=0, le=50)]
    craters: Annotated[int, Field(ge=0, le=20)]
    clearance: Annotated[
        float, Field(ge=0.6, le=3.0, description='[m] from every rock that some way must keep')
    ]

    @property
    def expected_rocks(self) -> float:
        """How many rocks the law expects between and around the rails."""
        return self.area_m2 * rocks_per_m2(
            self.rock_abundance, self.smallest_rock, self.largest_rock
        )

    @property
    def area_m2(self) -> float:
        """The ground that gets rocks."""
        return (self.length + 2.0 * SURROUNDINGS_M) * (self.width + 2.0 * SURROUNDINGS_M)

    @model_validator(mode='after')
    def _rocks_in_order_and_not_too_many(self) -> Self:
        if self.smallest_rock >= self.largest_rock:
            raise ValueError(
                f'smallest_rock {self.smallest_rock} must be less than '
                f'largest_rock {self.largest_rock}'
            )
        if self.expected_rocks > MAX_ROCKS:
            raise ValueError(
                f'about {self.expected_rocks:.0f} rocks would lie there, at most {MAX_ROCKS} fit; '
                'lower rock_abundance or raise smallest_rock'
            )
        return self


class RandomWorldFile(WorldHead):
    """A family of worlds as a person writes it; seed is the one taken where none is asked for."""

    name: Name  # short: that of a world has the seed behind it
    generator: Generator
