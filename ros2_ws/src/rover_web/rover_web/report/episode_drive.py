"""An episode as a drive that can be filmed: poses from its steps, joints from its commands."""

import numpy as np
from mars_world.rover_pose import RecordedDrive
from rover_description import CORNERS, WHEELS, AckermannDrive, load_rover
from rover_description.quaternion import from_rpy
from rover_env.spec import DRIVE_SPEED_MPS, STEP_PERIOD_S

from rover_web.report.columns import Columns, Float64


def episode_drive(steps: Columns) -> RecordedDrive:
    """Return the rover at the end of each step of one episode, from the end of the first on.

    Corners and wheels turn as they were told to; rockers and bogies, which a table of steps does
    not have, are at rest.

    Raises:
        NothingToDrawError: a column is missing.
    """
    x, y, z = (steps.number(name) for name in ('x', 'y', 'z'))
    attitudes = zip(*(steps.number(name) for name in ('roll', 'pitch', 'yaw')), strict=True)
    return RecordedDrive(
        time_s=STEP_PERIOD_S * steps.number('step'),
        position_map=np.column_stack([x, y, z]),
        orientation_map=np.array([from_rpy(*angles) for angles in attitudes]),
        joint_rad=_joints(steps.number('steering'), steps.number('throttle')),
    )


def _joints(steering: Float64, throttle: Float64) -> dict[str, Float64]:
    rover = load_rover()
    targets = AckermannDrive(rover).targets(
        DRIVE_SPEED_MPS * throttle, steering / rover.turn_radius_m
    )
    turned = np.cumsum(STEP_PERIOD_S * targets.wheel_radps, axis=0)
    steer = {f'steer_{name}_joint': targets.steer_rad[:, i] for i, name in enumerate(CORNERS)}
    return steer | {f'wheel_{name}_joint': turned[:, i] for i, name in enumerate(WHEELS)}
