"""Turn ROS messages into the plain records of the viewer."""

import math
from typing import Any

import numpy as np
from nav_msgs.msg import Odometry
from rover_env.attitude import yaw_rad
from rover_interfaces.msg import (
    CollisionState,
    EpisodeResult,
    StepReport,
    TrainingStatus,
    TrialScore,
)
from sensor_msgs.msg import LaserScan

from rover_web import records

COLLISION_KINDS = {
    CollisionState.NONE: 'none',
    CollisionState.LIDAR: 'lidar',
    CollisionState.BODY: 'body',
    CollisionState.WHEEL_SIDE: 'wheel side',
    CollisionState.STALE_SCAN: 'stale scan',
}


def to_pose(message: Odometry) -> records.Pose | None:
    """Planar pose of an odometry message; None when the simulation diverged."""
    pose = message.pose.pose
    turn = pose.orientation
    yaw = float(yaw_rad(np.array([turn.x, turn.y, turn.z, turn.w])))
    return _pose(pose.position.x, pose.position.y, yaw)


def to_scan(message: LaserScan) -> records.Scan:
    """Scan with -inf (too close, REP-117) as 0 and what was not seen as unknown."""
    ranges = (0.0 if value == -math.inf else round(value, 3) for value in message.ranges)
    return records.Scan(
        angle_min=message.angle_min,
        angle_increment=message.angle_increment,
        range_min=message.range_min,
        range_max=message.range_max,
        ranges=tuple(ranges),
    )


def to_step(message: StepReport) -> records.Step:
    """Report of one environment step."""
    return records.Step(
        **_same_fields(records.Step, message),
        reward_terms={term.name: term.value for term in message.reward_terms},
        pose=_pose(message.x, message.y, message.yaw),
    )


def to_collision(message: CollisionState) -> tuple[str, str, str, float]:
    """Kind, part of the rover, what it touched and the nearest range [m] of a verdict."""
    kind = COLLISION_KINDS.get(message.kind, f'kind {message.kind}')
    return kind, message.part, message.object, message.nearest_range


def to_training(message: TrainingStatus) -> records.TrainingStatus:
    """Progress of a training run."""
    return records.TrainingStatus(**_same_fields(records.TrainingStatus, message))


def to_episode(message: EpisodeResult) -> records.Episode:
    """End of an episode that has no score yet."""
    return records.Episode(**_same_fields(records.Episode, message))


def to_scored_episode(message: TrialScore) -> records.Episode:
    """End of an episode with its score."""
    return to_episode(message.result).model_copy(
        update={
            'scored': True,
            'score': message.score if message.has_score else None,
            'official': message.official,
            'reason': message.reason,
        }
    )


def _same_fields(record: type[records.Record], message: Any) -> dict[str, Any]:  # noqa: ANN401
    names = record.model_fields.keys() & message.get_fields_and_field_types().keys()
    return {name: getattr(message, name) for name in names - {'reward_terms'}}


def _pose(x: float, y: float, yaw: float) -> records.Pose | None:
    known = all(map(math.isfinite, (x, y, yaw)))
    return records.Pose(x=x, y=y, yaw=yaw) if known else None
