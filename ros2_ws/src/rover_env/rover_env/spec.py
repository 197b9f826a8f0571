"""What a policy sees and does: the one place with slots, indices, units, ranges and frames.

Environment, trainer, exporter, policy server and docs read this file, and it travels inside every
exported policy. It imports only the standard library.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from itertools import accumulate
from math import pi

SPEC_VERSION = '1'  # goes up with any change of a slot's or an action's meaning
STEP_PERIOD_S = 0.3  # of simulated time: how long an action is held

N_RAYS = 180  # of the LIDAR's front half circle, right to left
N_SECTORS = 36
LIDAR_RANGE_M = 4.5

PROXIMITY_M = 3.0  # the scale on which goal_proximity rises near the checkpoint

DRIVE_SPEED_MPS = 0.785  # wheel speed 10 rad/s at a radius of 0.0785 m
TURN_RADIUS_M = 0.674  # at full steering, 0.4 rad


@dataclass(frozen=True)
class Slot:
    """A run of equal entries of the observation: float32 in ``unit``, within [low, high]."""

    name: str
    start: int
    size: int
    unit: str
    low: float
    high: float
    frame: str
    description: str

    @property
    def stop(self) -> int:
        """The first index after the slot."""
        return self.start + self.size

    @property
    def indices(self) -> slice:
        """The slot's place in an observation: ``observations[:, slot.indices]``."""
        return slice(self.start, self.stop)


@dataclass(frozen=True)
class Action:
    """One choice of the policy and the command it stands for, held for a whole step."""

    name: str
    speed_mps: float
    yaw_rate_radps: float


class InvalidActionError(ValueError):
    """An action that does not exist; the sentence lists those that do."""


ACTIONS = (
    Action('left', DRIVE_SPEED_MPS, DRIVE_SPEED_MPS / TURN_RADIUS_M),
    Action('right', DRIVE_SPEED_MPS, -DRIVE_SPEED_MPS / TURN_RADIUS_M),
    Action('straight', DRIVE_SPEED_MPS, 0.0),
)
ACTION_NAMES = tuple(action.name for action in ACTIONS)


def to_twist(action: int) -> tuple[float, float]:
    """Return the speed [m/s] and yaw rate [rad/s] of base_link that an action commands.

    Raises:
        InvalidActionError: there is no such action; it is never taken for straight ahead.
    """
    if not 0 <= action < len(ACTIONS):
        raise InvalidActionError(f'action {action} does not exist; use one of {action_menu()}')
    chosen = ACTIONS[action]
    return chosen.speed_mps, chosen.yaw_rate_radps


def action_menu() -> str:
    """Return the actions as a person reads them: ``0 left, 1 right, 2 straight``."""
    return ', '.join(f'{index} {name}' for index, name in enumerate(ACTION_NAMES))


def _layout(*rows: tuple[str, int, str, float, float, str, str]) -> tuple[Slot, ...]:
    starts = accumulate((row[1] for row in rows), initial=0)
    return tuple(
        Slot(name, start, size, unit, low, high, frame, description)
        for start, (name, size, unit, low, high, frame, description) in zip(
            starts, rows, strict=False
        )
    )


OBSERVATION = _layout(
    ('scan_sectors', N_SECTORS, 'm', 0.0, LIDAR_RANGE_M, 'lidar_link',
     'smallest range of each 5 rays, right to left; 4.5 nothing seen, 0 too close or no valid ray'),
    ('goal_distance', 1, 'm', 0.0, 80.0, 'base_link', 'distance to the checkpoint in the plane'),
    ('goal_cos', 1, '1', -1.0, 1.0, 'base_link', 'cosine of the bearing of the checkpoint'),
    ('goal_sin', 1, '1', -1.0, 1.0, 'base_link', 'sine of the bearing, positive to the left'),
    ('goal_proximity', 1, '1', 0.0, 1.0, 'base_link', f'exp(-goal distance / {PROXIMITY_M:g} m)'),
    ('roll', 1, 'rad', -pi, pi, 'map', 'rotation about the x axis, positive to the right'),
    ('pitch', 1, 'rad', -pi / 2, pi / 2, 'map', 'rotation about the y axis, positive nose down'),
    ('forward_speed', 1, 'm/s', -2.0, 2.0, 'base_link', 'velocity along x'),
    ('yaw_rate', 1, 'rad/s', -3.0, 3.0, 'base_link', 'rotation rate about z'),
    ('last_action', len(ACTIONS), '1', 0.0, 1.0, '',
     'one-hot action of the previous step; all 0 on the first'),
    ('rails_clearance', 4, 'm', 0.0, LIDAR_RANGE_M, 'base_link',
     'way to the rails forward, left, back and right in the plane, at most the LIDAR range'),
    ('power', 1, '1', 0.0, 1.0, '', 'share of the power supply that is left'),
)  # fmt: skip
OBSERVATION_SIZE = OBSERVATION[-1].stop


def slot(name: str) -> Slot:
    """Return the slot of a name."""
    return next(entry for entry in OBSERVATION if entry.name == name)


@cache
def spec_json() -> str:
    """Return the whole specification as one canonical JSON object."""
    content = {
        'version': SPEC_VERSION,
        'step_period_s': STEP_PERIOD_S,
        'observation': [asdict(entry) for entry in OBSERVATION],
        'actions': [asdict(action) for action in ACTIONS],
    }
    return json.dumps(content, sort_keys=True, separators=(',', ':'))


@cache
def spec_checksum() -> str:
    """Return the sha256 of ``spec_json()``, which names this layout."""
    return hashlib.sha256(spec_json().encode()).hexdigest()
