"""A drive follows the policy, and stands still when there is nothing left to drive for."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from policy_server.drive import Drive, Sensed
from rover_env.spec import ACTIONS, N_RAYS, OBSERVATION_SIZE, slot
from rover_env.task import Task

LEFT = 0
TASK = Task(
    world='plain',
    start=(0.0, 0.0, 0.0),
    checkpoint=(10.0, 0.0),
    radius_m=0.5,
    finish=(-inf, inf, -inf, inf),
    rails=(-20.0, 20.0, -20.0, 20.0),
    margin_m=0.0,
    waypoints=(),
    power_supply=3,
    gravity_mps2=3.711,
)


def sensed(x_m: float = 0.0) -> Sensed:
    """A rover at rest on the x axis that faces along it, with nothing in sight."""
    return Sensed(
        scan_m=np.full(N_RAYS, np.inf, np.float32),
        position_map=np.array([x_m, 0.0, 0.0]),
        orientation_map=np.array([0.0, 0.0, 0.0, 1.0]),
        velocity_base=np.zeros(3),
        rate_base=np.zeros(3),
    )


class AlwaysLeft:
    """Turns left and remembers what it saw."""

    def __init__(self) -> None:
        self.seen: list[np.ndarray] = []

    def __call__(self, observation: np.ndarray) -> int:
        self.seen.append(observation)
        return LEFT


@pytest.fixture
def policy() -> AlwaysLeft:
    return AlwaysLeft()


def test_the_command_is_that_of_the_chosen_action(policy: AlwaysLeft) -> None:
    command = Drive(TASK, policy).command(sensed())
    assert (command.speed_mps, command.yaw_rate_radps) == (
        ACTIONS[LEFT].speed_mps,
        ACTIONS[LEFT].yaw_rate_radps,
    )
    assert command.why_stopped == ''


def test_the_policy_sees_the_checkpoint_and_its_own_last_action(policy: AlwaysLeft) -> None:
    drive = Drive(TASK, policy)
    drive.command(sensed())
    drive.command(sensed(1.0))
    assert policy.seen[0].shape == (OBSERVATION_SIZE,)
    assert [float(seen[slot('goal_distance').start]) for seen in policy.seen] == [10.0, 9.0]
    last_action = slot('last_action').indices
    assert policy.seen[0][last_action].tolist() == [0.0, 0.0, 0.0]
    assert policy.seen[1][last_action].tolist() == [1.0, 0.0, 0.0]


def test_the_rover_stands_still_at_the_checkpoint(policy: AlwaysLeft) -> None:
    command = Drive(TASK, policy).command(sensed(9.6))
    assert (command.speed_mps, command.yaw_rate_radps) == (0.0, 0.0)
    assert 'the checkpoint is reached' in command.why_stopped
    assert policy.seen == []


def test_the_rover_stands_still_without_power(policy: AlwaysLeft) -> None:
    drive = Drive(TASK, policy)
    speeds = [drive.command(sensed()).speed_mps for _ in range(4)]
    assert speeds[:3] == [ACTIONS[LEFT].speed_mps] * 3
    assert speeds[3] == 0.0


def test_a_rover_that_is_put_back_drives_anew(policy: AlwaysLeft) -> None:
    drive = Drive(replace(TASK, power_supply=1), policy)
    drive.command(sensed(5.0))
    assert drive.command(sensed(5.1)).speed_mps == 0.0
    assert drive.command(sensed(0.0)).speed_mps == ACTIONS[LEFT].speed_mps
    assert policy.seen[-1][slot('power').start] == 1.0
