"""What a reward function sees of an episode: names and meaning, once.

``reward_function(self)`` finds them as attributes of ``self`` (numbers), ``batch_reward`` as
attributes of its argument (arrays of n).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass
class Variables:
    """The state of n episodes after the step that is being rewarded; each is (n,).

    steps: taken so far, 1 at the first call.
    current_distance_to_checkpoint: [m] in the plane.
    last_distance_to_checkpoint: [m] one step ago.
    closer_to_checkpoint: the last step took the rover closer.
    distance_travelled: [m] since the start.
    collision_threshold: [m] smallest range within 45 degrees of the nose, at most the LIDAR's.
    last_collision_threshold: [m] one step ago.
    x, y: [m] base_link, map frame.
    last_position_x, last_position_y: [m] one step ago.
    yaw: [rad] map frame, counter-clockwise from x.
    reward_in_episode: sum of the rewards of all earlier steps.
    power_supply_range: [steps] left.
    average_linear_acceleration: [m/s^2] mean so far, gravity removed.
    steering: -1 full right .. 1 full left, of the last action.
    throttle: 0 .. 1, of the last action.
    collision, reached_checkpoint, left_map, tipped: this step met that rule.
    reward_terms: for ``batch_reward`` to set, terms by name that sum to the reward.
    """

    steps: Int64
    current_distance_to_checkpoint: Float64
    last_distance_to_checkpoint: Float64
    closer_to_checkpoint: Bool
    distance_travelled: Float64
    collision_threshold: Float64
    last_collision_threshold: Float64
    x: Float64
    y: Float64
    last_position_x: Float64
    last_position_y: Float64
    yaw: Float64
    reward_in_episode: Float64
    power_supply_range: Int64
    average_linear_acceleration: Float64
    steering: Float64
    throttle: Float64
    collision: Bool
    reached_checkpoint: Bool
    left_map: Bool
    tipped: Bool
    reward_terms: Mapping[str, ArrayLike] = field(default_factory=dict)

    @classmethod
    def zeros(cls, n_rovers: int) -> Self:
        """Return the variables of n episodes that have not begun."""
        dtypes: dict[object, type] = {Int64: np.int64, Float64: np.float64, Bool: np.bool_}
        columns: dict[str, Any] = {
            entry.name: np.zeros(n_rovers, dtypes[entry.type])
            for entry in fields(cls)
            if entry.name in NAMES
        }
        return cls(**columns)

    def take(self, rows: Rows) -> 'Variables':
        """Return a copy of some rows."""
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in NAMES}
        return Variables(**columns)

    def clear(self, rows: Rows) -> None:
        """Set some rows to zero."""
        for name in NAMES:
            getattr(self, name)[rows] = 0


NAMES = tuple(entry.name for entry in fields(Variables) if entry.name != 'reward_terms')
