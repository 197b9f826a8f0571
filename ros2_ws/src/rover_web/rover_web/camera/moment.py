"""What there is to take pictures of."""

from dataclasses import dataclass

from mars_world.rover_pose import RoverPose
from mars_world.world import World


@dataclass(frozen=True, eq=False)
class Moment:
    """Where the rover is, and in which world; None what is not known yet."""

    world: World | None = None
    pose: RoverPose | None = None
