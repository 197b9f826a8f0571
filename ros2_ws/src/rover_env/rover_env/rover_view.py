"""The ``self`` of a reward function: one rover's episode variables as plain attributes."""

from collections.abc import Mapping, Sequence

from numpy.typing import ArrayLike

from rover_env.variables import NAMES, Variables

N_WAYPOINT_FLAGS = 3


class RoverView:
    """One episode as a reward function sees it; see ``Variables`` for units and meaning.

    The environment writes the variables anew before every call. Whatever else a reward function
    sets on it stays until the episode ends. So do ``reached_waypoint_1`` to ``_3``: False at the
    start, for the reward function to set once it has paid a waypoint. ``reward_terms`` may be set
    to a dict of names and numbers that sum to the reward; they are shown beside it.
    """

    steps: int
    current_distance_to_checkpoint: float
    last_distance_to_checkpoint: float
    closer_to_checkpoint: bool
    distance_travelled: float
    collision_threshold: float
    last_collision_threshold: float
    x: float
    y: float
    last_position_x: float
    last_position_y: float
    yaw: float
    reward_in_episode: float
    power_supply_range: int
    average_linear_acceleration: float
    steering: float
    throttle: float
    collision: bool
    reached_checkpoint: bool
    left_map: bool
    tipped: bool

    def __init__(self) -> None:
        self.reached_waypoint_1 = False
        self.reached_waypoint_2 = False
        self.reached_waypoint_3 = False
        self.reward_terms: Mapping[str, ArrayLike] = {}


def write_variables(views: Sequence[RoverView], variables: Variables) -> None:
    """Write row i of the variables into view i, as Python numbers."""
    columns = [getattr(variables, name).tolist() for name in NAMES]
    for view, *values in zip(views, *columns, strict=True):
        vars(view).update(zip(NAMES, values, strict=True))
