"""The plain values a viewer sees, as they travel to the browser: SI units, map frame."""

import math
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat


def _none_if_not_finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


Known = Annotated[float | None, BeforeValidator(_none_if_not_finite)]
"""A number that may not be known yet; nan and infinities become None, which JSON can carry."""


class Record(BaseModel):
    """Base of all records: immutable, so that threads may share them."""

    model_config = ConfigDict(frozen=True, extra='forbid')


class Rover(StrEnum):
    """Whose drive is shown: that of one rover in training, or of the simulation on the graph."""

    SIMULATION = 'simulation'
    TRAINING = 'training'


class Pose(Record):
    """Where the rover is."""

    x: FiniteFloat = Field(description='[m] map frame')
    y: FiniteFloat = Field(description='[m] map frame')
    yaw: FiniteFloat = Field(description='[rad] counter-clockwise from map x')


class Step(Record):
    """What one environment step did."""

    episode_id: str
    step: int = Field(description='1 for the first step of an episode, 0 for its reset')
    action: int = Field(description='0 left, 1 right, 2 straight, -1 on reset')
    reward: Known
    reward_terms: dict[str, Known]
    pose: Pose | None = Field(description='null when the simulation diverged')
    last_position_x: Known = Field(description='[m] one step ago, map frame')
    last_position_y: Known = Field(description='[m] one step ago, map frame')
    steering: Known = Field(description='-1 full right .. 1 full left')
    throttle: Known = Field(description='0 .. 1')
    current_distance_to_checkpoint: Known = Field(description='[m]')
    closer_to_checkpoint: bool = Field(description='the step took the rover closer')
    distance_travelled: Known = Field(description='[m] since the start of the episode')
    collision_threshold: Known = Field(description='[m] smallest range within +-45 degrees')
    last_collision_threshold: Known = Field(description='[m] one step ago')
    collision: bool = Field(description='the step met the collision rule')
    reward_in_episode: Known = Field(description='sum of the rewards so far')
    average_linear_acceleration: Known = Field(description='[m/s^2] over the episode so far')
    maximum_linear_acceleration: Known = Field(description='[m/s^2] of the episode so far')
    power_supply_range: int = Field(description='steps left')
    outcome: str = Field(description='"driving" until the episode ends')


class Scan(Record):
    """One sweep of the LIDAR."""

    angle_min: float = Field(description='[rad] of the first ray, 0 is straight ahead')
    angle_increment: float = Field(description='[rad] from ray to ray, positive is leftwards')
    range_min: float = Field(description='[m]')
    range_max: float = Field(description='[m]')
    ranges: tuple[Known, ...] = Field(description='[m] null: nothing seen; 0: below range_min')


class TrainingStatus(Record):
    """Progress of a training run at one moment."""

    run: str
    state: str
    timesteps: int
    total_timesteps: int
    episodes: int
    steps_per_second: Known
    success_rate: Known = Field(description='of the latest episodes, 0..1')
    mean_score: Known = Field(description='of the latest test, from official starts')
    mean_reward: Known = Field(description='per episode, of the latest episodes')
    time_left: Known = Field(description='[s] wall time, estimated')
    wall_time: Known = Field(description='[s] since the process began to train')
    updates: int = Field(description='updates of the network')
    policy_loss: Known = Field(description='of the latest update, like the next three')
    value_loss: Known
    entropy: Known = Field(description='[nat] mean of the action distribution')
    approximate_kl: Known = Field(description='[nat] between the policies before and after')
    best_score: Known = Field(description='of all training episodes so far')
    best_reward: Known = Field(description='most rewarded training episode so far')
    nearest: Known = Field(description='[m] least distance to the checkpoint at an end')
    policy: str = Field(description='exported ONNX file, empty before')
    message: str


class CurvePoint(Record):
    """One point of the training curves."""

    timesteps: int
    steps_per_second: Known
    success_rate: Known
    mean_score: Known
    mean_reward: Known
    policy_loss: Known
    value_loss: Known
    entropy: Known
    approximate_kl: Known


class Episode(Record):
    """The end of an episode, with its score once it has been scored."""

    episode_id: str
    outcome: str
    detail: str
    world: str
    seed: int
    steps: int
    distance_travelled: Known = Field(description='[m]')
    average_linear_acceleration: Known = Field(description='[m/s^2]')
    final_distance_to_checkpoint: Known = Field(description='[m]')
    total_reward: Known
    power_left: int = Field(description='steps')
    duration: Known = Field(description='[s] simulated')
    scored: bool = False
    score: Known = None
    official: bool = False
    reason: str = Field(default='', description='why there is no score, or no official one')


class Event(Record):
    """Something that happened, told in one line."""

    wall_time: float = Field(description='[s] since 1970, UTC')
    kind: str = Field(description='collision, training collision, episode, score or training')
    text: str


class WorldTag(Record):
    """Which world is shown; the map itself is at /api/world."""

    name: str
    checksum: str


class TrailPiece(Record):
    """Points of the trail that the viewer lacks."""

    restart: bool = Field(description='true: forget the points that came before')
    items: tuple[tuple[float, float], ...] = Field(description='[m] x and y, map frame')


class CurvePiece(Record):
    """Points of the training curves that the viewer lacks."""

    restart: bool = Field(description='true: forget the points that came before')
    items: tuple[CurvePoint, ...]


class Snapshot(Record):
    """What changed since the viewer's last revision; a part that is absent did not change."""

    revision: int
    world: WorldTag | None = None
    rover: Rover | None = Field(
        default=None, description='whose pose, step, scan and trail follow; forget those before'
    )
    pose: Pose | None = None
    step: Step | None = None
    scan: Scan | None = None
    training: TrainingStatus | None = None
    trail: TrailPiece | None = None
    curve: CurvePiece | None = None
    episodes: tuple[Episode, ...] | None = Field(default=None, description='newest first')
    events: tuple[Event, ...] | None = Field(default=None, description='newest first')
