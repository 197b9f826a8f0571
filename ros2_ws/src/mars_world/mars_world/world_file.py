"""What a world file may say: the fields, their units and their ranges."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Metres = Annotated[float, Field(ge=-1000.0, le=1000.0)]
Size = Annotated[float, Field(gt=0.0, le=100.0)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
Name = Annotated[str, Field(pattern=r'^[a-z][a-z0-9_-]{0,39}$')]
Colour = Annotated[int, Field(ge=0, le=255)]


class Section(BaseModel):
    """A part of the file; a field that is not known is an error."""

    model_config = ConfigDict(extra='forbid', frozen=True, allow_inf_nan=False)


class Start(Section):
    """Where base_link starts, map frame."""

    x: Metres
    y: Metres
    yaw: Annotated[float, Field(ge=-6.3, le=6.3, description='[rad] 0 faces map x')]


class Checkpoint(Section):
    """A disc to reach."""

    x: Metres
    y: Metres
    radius: Size


class Finish(Section):
    """A corner region to reach: everything beyond x and beyond y."""

    x: Metres
    y: Metres


class Rails(Section):
    """The rectangle the rover must stay in; it may cross a side by the margin."""

    x_min: Metres
    x_max: Metres
    y_min: Metres
    y_max: Metres
    margin: Annotated[float, Field(ge=0.0, le=100.0)] = 0.0

    @model_validator(mode='after')
    def _sides_in_order(self) -> Self:
        for low, high in (('x_min', 'x_max'), ('y_min', 'y_max')):
            if getattr(self, low) >= getattr(self, high):
                raise ValueError(
                    f'{low} {getattr(self, low)} must be less than {high} {getattr(self, high)}'
                )
        return self


class Soil(Section):
    """The plain that everything stands on, as it lies inside the rails."""

    z_min: Metres
    z_max: Metres
    wavelength: Annotated[float, Field(ge=2.0, le=1000.0, description='[m] between swells')] = 25.0

    @model_validator(mode='after')
    def _heights_in_order(self) -> Self:
        if self.z_min > self.z_max:
            raise ValueError(f'z_min {self.z_min} must not exceed z_max {self.z_max}')
        return self


class Mound(Section):
    """A smooth round hill; its steepest slope is 1.5 height / radius."""

    x: Metres
    y: Metres
    height: Annotated[float, Field(ge=-20.0, le=20.0, description='[m] negative digs a hollow')]
    radius: Size


class Crater(Section):
    """A bowl with a raised rim, worn down on one side."""

    x: Metres
    y: Metres
    radius: Annotated[float, Field(gt=0.0, le=100.0, description='[m] to the crest of the rim')]
    reach: Annotated[float, Field(gt=0.0, le=200.0, description='[m] to the foot of the flank')]
    depth: Annotated[float, Field(ge=0.0, le=50.0, description='[m] of the floor below the soil')]
    rim_high: Annotated[float, Field(ge=0.0, le=20.0, description='[m] above the soil')]
    rim_low: Annotated[float, Field(ge=0.0, le=20.0, description='[m] above the soil')]
    low_side: Annotated[float, Field(ge=-6.3, le=6.3, description='[rad] azimuth of rim_low')] = 0.0

    @model_validator(mode='after')
    def _reach_beyond_rim(self) -> Self:
        if self.reach <= self.radius:
            raise ValueError(f'reach {self.reach} must be more than radius {self.radius}')
        return self


class Terrain(Section):
    """The ground without the rocks."""

    cell: Annotated[float, Field(ge=0.05, le=5.0, description='[m] grid spacing')] = 0.2
    border: Annotated[float, Field(ge=0.0, le=200.0, description='[m] beyond all objects')] = 5.0
    soil: Soil
    roughness: Annotated[float, Field(ge=0.0, le=0.5, description='[m] rms unevenness')] = 0.0
    mounds: tuple[Mound, ...] = Field(default=(), max_length=1000)
    craters: tuple[Crater, ...] = Field(default=(), max_length=100)


class Rock(Section):
    """One convex boulder of a group."""

    dx: Annotated[Metres, Field(description="[m] from the group's x")]
    dy: Annotated[Metres, Field(description="[m] from the group's y")]
    width: Annotated[Size, Field(description='[m] along its own first axis')]
    length: Annotated[Size, Field(description='[m] along its own second axis')]
    height: Annotated[Size, Field(description='[m] of its top above the ground at its centre')]
    buried: Annotated[float, Field(ge=0.0, le=100.0, description='[m] below that ground')] = 0.3
    yaw: Annotated[float, Field(ge=-6.3, le=6.3, description='[rad] of its first axis')] = 0.0


class RockGroup(Section):
    """Boulders that belong together; the seed gives each its shape."""

    kind: Literal['rocks']
    name: Name
    x: Metres
    y: Metres
    seed: Seed
    jagged: Annotated[float, Field(ge=0.0, le=0.9, description='0 smooth, 0.5 torn')] = 0.2
    round: Annotated[float, Field(ge=0.3, le=1.0, description='1 ellipsoid, less: block')] = 0.65
    rocks: tuple[Rock, ...] = Field(min_length=1, max_length=1000)


class Monolith(Section):
    """An upright or lying box."""

    kind: Literal['monolith']
    name: Name
    x: Metres
    y: Metres
    size: tuple[Size, Size, Size]
    yaw: Annotated[float, Field(ge=-6.3, le=6.3)] = 0.0


WorldObject = Annotated[RockGroup | Monolith, Field(discriminator='kind')]


class WorldHead(Section):
    """What a world file begins with, and the file of a family of worlds."""

    name: Name
    seed: Seed
    gravity: Annotated[float, Field(gt=0.0, le=30.0, description='[m/s^2]')]
    sky: tuple[Colour, Colour, Colour]
    sun: Annotated[tuple[float, float, float], Field(description='the way its light goes')]
    power_supply: Annotated[int, Field(ge=1, le=1_000_000, description='steps per episode')]


class WorldFile(WorldHead):
    """A whole world as a person writes it. Map frame, metres, radians."""

    start: Start
    checkpoint: Checkpoint | None = None
    finish: Finish | None = None
    rails: Rails
    waypoints: tuple[tuple[Metres, Metres], ...] = Field(default=(), max_length=100)
    terrain: Terrain
    objects: tuple[WorldObject, ...] = Field(default=(), max_length=2000)

    @property
    def goal(self) -> Checkpoint | Finish:
        """The one thing to reach; its x and y are where distances to the goal are taken."""
        goal = self.checkpoint or self.finish
        if goal is None:
            raise ValueError('a world without checkpoint and finish cannot be built')
        return goal

    @model_validator(mode='after')
    def _one_goal_inside_the_rails(self) -> Self:
        if (self.checkpoint is None) == (self.finish is None):
            raise ValueError('exactly one of checkpoint and finish is needed')
        for what, place in (('start', self.start), ('goal', self.goal)):
            inside_x = self.rails.x_min <= place.x <= self.rails.x_max
            if not (inside_x and self.rails.y_min <= place.y <= self.rails.y_max):
                raise ValueError(f'the {what} ({place.x}, {place.y}) must lie inside the rails')
        return self

    @model_validator(mode='after')
    def _names_differ(self) -> Self:
        names = [item.name for item in self.objects]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f'two objects are called {twice[0]}; names must differ')
        return self
