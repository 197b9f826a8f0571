"""Driving by policy: what to observe, which command to give, and when to stand still."""

from collections.abc import Callable
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray
from rover_env.actions import NO_ACTION
from rover_env.observation import observe
from rover_env.scan import distances_m
from rover_env.spec import STEP_PERIOD_S, to_twist
from rover_env.task import Task, TaskColumns
from rover_env.terminations import reached

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

JUMP_M = 2.0  # in one step; farther than any rover drives, so it was put somewhere else


@dataclass(frozen=True)
class Sensed:
    """The newest sensor values of one rover.

    scan_m: (n_rays,) as measured. position_map: (3,). orientation_map: (4,) x y z w.
    velocity_base, rate_base: (3,) [m/s] and [rad/s].
    """

    scan_m: Float32
    position_map: Float64
    orientation_map: Float64
    velocity_base: Float64
    rate_base: Float64


@dataclass(frozen=True)
class Command:
    """What the rover is told: speed [m/s], yaw rate [rad/s], and why it stands if it does."""

    speed_mps: float
    yaw_rate_radps: float
    why_stopped: str = ''


def stop(why: str) -> Command:
    """Stand still."""
    return Command(0.0, 0.0, why)


class Drive:
    """One drive to a checkpoint, a command per step; begins anew when the rover is put back.

    decide: turns an observation (OBSERVATION_SIZE,) into an action.
    """

    def __init__(self, task: Task, decide: Callable[[Float32], int]) -> None:
        self._task = task
        self._columns = TaskColumns.of([task])
        self._decide = decide
        self._last_xy_map: tuple[float, float] | None = None
        self._begin()

    def command(self, sensed: Sensed) -> Command:
        """Return what to do for the next step of STEP_PERIOD_S."""
        self._notice_jump(sensed)
        if self._arrived(sensed):
            return stop(f'the checkpoint is reached after {self._steps * STEP_PERIOD_S:.1f} s')
        if self._steps >= self._task.power_supply:
            return stop(f'the power supply of {self._task.power_supply} steps is used up')
        action = self._decide(self._observation(sensed))
        self._last_action[:] = action
        self._steps += 1
        return Command(*to_twist(action))

    def _begin(self) -> None:
        self._steps = 0
        self._last_action = np.array([NO_ACTION])

    def _notice_jump(self, sensed: Sensed) -> None:
        x, y = float(sensed.position_map[0]), float(sensed.position_map[1])
        last = self._last_xy_map
        if last is not None and hypot(x - last[0], y - last[1]) > JUMP_M:
            self._begin()
        self._last_xy_map = (x, y)

    def _arrived(self, sensed: Sensed) -> bool:
        goal_x, goal_y = self._task.checkpoint
        x, y = sensed.position_map[:2]
        distance = np.array([np.hypot(goal_x - x, goal_y - y)])
        return bool(reached(distance, sensed.position_map[None], self._columns)[0])

    def _observation(self, sensed: Sensed) -> Float32:
        left = 1.0 - self._steps / self._task.power_supply
        observations = observe(
            seen_m=distances_m(sensed.scan_m[None]),
            position_map=sensed.position_map[None],
            orientation_map=sensed.orientation_map[None],
            velocity_base=sensed.velocity_base[None],
            rate_base=sensed.rate_base[None],
            last_action=self._last_action,
            checkpoint_map=self._columns.checkpoint,
            rails=self._columns.rails,
            power=np.array([left]),
        )
        return observations[0, :]
