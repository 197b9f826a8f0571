"""The episodes of n rovers: sensor frames and actions in, rewards, ends and observations out.

Frames may come from a physics in this process or from topics; there is no second copy of any rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from mars_world.frame import SensorFrame
from numpy.typing import NDArray

from rover_env import terminations
from rover_env.actions import NO_ACTION, Actions
from rover_env.collision import Verdict
from rover_env.divergence import held_still, lost_near
from rover_env.episode_summary import EpisodeSummary
from rover_env.observation import observe
from rover_env.outcomes import Outcome
from rover_env.reward import Rewards, RewardStep
from rover_env.reward_file import RewardFile
from rover_env.scan import distances_m, nose_range_m
from rover_env.spec import OBSERVATION_SIZE
from rover_env.task import Task, TaskColumns
from rover_env.tracking import Tracker
from rover_env.variables import Variables

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class EpisodeStep:
    """What a step did, each (n,): ``outcomes`` holds ``Outcome`` numbers, 0 while driving."""

    rewards: NDArray[np.float64]
    terminated: NDArray[np.bool_]
    outcomes: NDArray[np.int64]
    reward_terms: dict[str, NDArray[np.float64]]


class Episodes:
    """n episodes that run side by side, each in one of the worlds of ``tasks``.

    observations: (n, OBSERVATION_SIZE) float32, the newest. outcomes: (n,). world_indices: (n,)
    into ``tasks``. tracker: what was measured. They, and what ``variables`` gives, are overwritten
    by the next call.
    """

    def __init__(self, tasks: Sequence[Task], n_rovers: int, reward_file: RewardFile) -> None:
        self.n_rovers = n_rovers
        self.tasks = tuple(tasks)
        self.observations = np.zeros((n_rovers, OBSERVATION_SIZE), np.float32)
        self.outcomes = np.full(n_rovers, Outcome.ABORTED, np.int64)
        self.tracker = Tracker(n_rovers)
        self._task_of_world = TaskColumns.of(self.tasks)
        self._task = TaskColumns.of([self.tasks[0]] * n_rovers)
        self.world_indices = np.zeros(n_rovers, np.intp)
        self._rewards = Rewards(reward_file, self.tasks, n_rovers)
        self._details = [''] * n_rovers

    @property
    def variables(self) -> Variables:
        """The state of all episodes, as reward functions see it."""
        return self.tracker.variables

    def begin(self, rovers: Rows, frame: SensorFrame, world_indices: Rows | None = None) -> None:
        """Start new episodes from the frame of k rows that a reset gave for ``rovers`` (k,).

        world_indices: (k,) into ``tasks``; None keeps each rover in its world.
        """
        worlds = self.world_indices[rovers] if world_indices is None else world_indices
        self.world_indices[rovers] = worlds
        self._task.put(rovers, self._task_of_world, worlds)
        self._rewards.begin(rovers, worlds)
        self.outcomes[rovers] = Outcome.DRIVING
        for rover in rovers.tolist():
            self._details[rover] = ''
        seen_m = distances_m(frame.scan_m)
        self.tracker.begin(rovers, frame, nose_range_m(seen_m), self._task)
        no_actions = np.full(len(rovers), NO_ACTION)
        self.observations[rovers] = self._observe(rovers, frame, seen_m, no_actions)

    def advance(
        self, actions: Actions, frame: SensorFrame, verdicts: Mapping[int, Verdict]
    ) -> EpisodeStep:
        """Take in one step of every rover.

        actions: of n that were driven. frame: n rows. verdicts: of the rovers that collided.

        Raises:
            RewardFileError: the reward file failed.
        """
        failed = terminations.diverged(frame.failed, frame.position_map)
        if failed.any():
            where_map = self.tracker.position_map
            frame = held_still(frame, failed, where_map, self._task.gravity_mps2)
        seen_m = distances_m(frame.scan_m)
        self.tracker.advance(actions, frame, nose_range_m(seen_m), self._task)
        self._judge(frame, failed, verdicts)
        reward = self._reward()
        self.observations[:] = self._observe(slice(None), frame, seen_m, actions)
        ended = self.outcomes != Outcome.DRIVING
        return EpisodeStep(reward.rewards, ended, self.outcomes.copy(), reward.terms)

    def abandon(self, rover: int, outcome: Outcome, detail: str) -> None:
        """End an episode from outside, e.g. because a node was lost."""
        self.outcomes[rover] = outcome
        self._details[rover] = detail

    def summary(self, rover: int) -> EpisodeSummary:
        """Return what one episode has come to so far."""
        at = self.variables
        return EpisodeSummary(
            outcome=Outcome(int(self.outcomes[rover])),
            detail=self._details[rover],
            world=self.tasks[self.world_indices[rover]].world,
            steps=int(at.steps[rover]),
            distance_travelled=float(at.distance_travelled[rover]),
            average_linear_acceleration=float(at.average_linear_acceleration[rover]),
            maximum_linear_acceleration=float(self.tracker.acceleration.maximum[rover]),
            final_distance_to_checkpoint=float(at.current_distance_to_checkpoint[rover]),
            total_reward=float(at.reward_in_episode[rover]),
            power_left=int(at.power_supply_range[rover]),
            duration=float(self.tracker.duration_s[rover]),
        )

    def _judge(
        self, frame: SensorFrame, failed: NDArray[np.bool_], verdicts: Mapping[int, Verdict]
    ) -> None:
        """Apply the rules; when several are met, the lowest outcome wins."""
        at = self.variables
        at.collision[:] = False
        at.collision[list(verdicts)] = True
        at.tipped[:] = terminations.tipped(frame.orientation_map)
        at.left_map[:] = terminations.left_map(frame.position_map, self._task)
        reached = terminations.reached(
            at.current_distance_to_checkpoint, frame.position_map, self._task
        )
        met = {
            Outcome.DIVERGED: failed,
            Outcome.TIPPED: at.tipped,
            Outcome.COLLISION: at.collision,
            Outcome.LEFT_MAP: at.left_map,
            Outcome.REACHED: reached,
            Outcome.POWER_DRAINED: terminations.power_drained(at.power_supply_range),
        }
        self.outcomes[:] = Outcome.DRIVING
        for outcome in sorted(met, reverse=True):
            self.outcomes[met[outcome]] = outcome
        np.equal(self.outcomes, Outcome.REACHED, out=at.reached_checkpoint)
        for rover, verdict in verdicts.items():
            if self.outcomes[rover] == Outcome.COLLISION:
                self._details[rover] = verdict.detail
        for rover in np.flatnonzero(failed).tolist():
            self._details[rover] = lost_near(self.tracker.position_map[rover])

    def _reward(self) -> RewardStep:
        """Ask for the rewards; a reward function's own done ends what no rule has ended."""
        reward = self._rewards.evaluate(self.variables)
        self.outcomes[reward.done & (self.outcomes == Outcome.DRIVING)] = Outcome.STOPPED
        self.variables.reward_in_episode += reward.rewards
        return reward

    def _observe(
        self,
        rovers: Rows | slice,
        frame: SensorFrame,
        seen_m: NDArray[np.float32],
        last_action: Actions,
    ) -> NDArray[np.float32]:
        power = self.variables.power_supply_range[rovers] / self._task.power_supply[rovers]
        return observe(
            seen_m=seen_m,
            position_map=frame.position_map,
            orientation_map=frame.orientation_map,
            velocity_base=frame.velocity_base,
            rate_base=frame.rate_base,
            last_action=last_action,
            checkpoint_map=self._task.checkpoint[rovers],
            rails=self._task.rails[rovers],
            power=power,
        )
