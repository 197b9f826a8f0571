"""The graph mode of the environment server: one rover, driven and sensed through ROS."""

import json
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import numpy as np
from mars_world.frame import SensorFrame
from numpy.typing import ArrayLike, NDArray
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.node import Node

from rover_env.actions import checked_actions
from rover_env.env_backend import NO_OBSERVATIONS, BackendStep, EndedEpisode, EnvError
from rover_env.episode import Episodes
from rover_env.error_codes import ErrorCode
from rover_env.outcomes import Outcome
from rover_env.reward_file import RewardFile, RewardFileError
from rover_env.ros_sensor_source import SensorSource
from rover_env.ros_world_client import WorldClient, WorldDescription
from rover_env.spec import STEP_PERIOD_S, to_twist
from rover_env.starts import StartError, StartRule
from rover_env.variables import NAMES

ROVER = np.array([0])
STEP_NS = round(1e9 * STEP_PERIOD_S)
CLOCK_SLACK_NS = 1_000_000  # a physics step need not be a whole number of nanoseconds
RETRY_S = 1.0  # of wall time without all samples before the world is reset again


class GraphBackend:
    """One rover in lockstep: a step is one world/step and all samples it led to.

    With the full physics, a seed and actions it gives the same numbers as ``RoverEnv``. There is
    no autoreset: after its end an episode waits for the next reset.

    timeout_s: wall time that a reset or a step may take.
    """

    n_envs = 1
    waits_for_nodes = True

    def __init__(
        self, node: Node, reward_file: RewardFile, starts: StartRule, timeout_s: float
    ) -> None:
        group = ReentrantCallbackGroup()
        self._world_client = WorldClient(node, group)
        self._sensors = SensorSource(node, group)
        self._reward_file = reward_file
        self._starts = starts
        self._timeout_s = timeout_s
        self._described: WorldDescription | None = None
        self._episodes: Episodes | None = None
        self._seed = 0
        self.stamp_ns = 0

    @property
    def world(self) -> str:
        """The name of the world, empty before the first reset."""
        return self._described.task.world if self._described else ''

    @property
    def reported(self) -> Episodes | None:
        """The episode under way or ended last; None before the first reset."""
        return self._episodes

    def reset(
        self, seed: int, options: Mapping[str, Any]
    ) -> tuple[NDArray[np.float32], Sequence[EndedEpisode]]:
        """Start an episode; returns (1, OBSERVATION_SIZE) and what it aborted. Raises EnvError."""
        deadline_s = monotonic() + self._timeout_s
        described = self._world_client.describe(deadline_s)
        try:
            rule = self._starts.with_options(options)
            episodes = Episodes([described.task], 1, self._reward_file)
        except StartError as error:
            raise EnvError(ErrorCode.BAD_REQUEST, str(error)) from None
        except RewardFileError as error:
            raise EnvError(ErrorCode.REWARD_FAILED, str(error)) from None
        pose = rule.draw(described.task, np.random.default_rng(seed))
        stamp_ns, frame = self._place(seed, pose, deadline_s)
        episodes.begin(ROVER, frame)
        aborted = self.abandon(Outcome.ABORTED, 'reset before the end')
        self._described, self._episodes = described, episodes
        self._seed, self.stamp_ns = seed, stamp_ns
        return episodes.observations.copy(), aborted

    def step(self, actions: ArrayLike) -> BackendStep:
        """Take one step; actions (1,). Raises InvalidActionError or EnvError."""
        action = checked_actions(actions, 1)
        episodes, described = self._episodes, self._described
        if episodes is None or described is None:
            raise EnvError(ErrorCode.NO_EPISODE, 'no episode has begun; call env/reset first')
        outcome = Outcome(int(episodes.outcomes[0]))
        if outcome != Outcome.DRIVING:
            raise EnvError(
                ErrorCode.NO_EPISODE, f'the episode has ended ({outcome.text}); call env/reset'
            )
        deadline_s = monotonic() + self._timeout_s
        stamp_ns, failed = self._world_client.step(
            described.steps_per_period, *to_twist(int(action[0])), deadline_s
        )
        if abs(stamp_ns - self.stamp_ns - STEP_NS) > CLOCK_SLACK_NS:
            raise EnvError(
                ErrorCode.SIMULATION_LOST,
                f'the step led from {1e-9 * self.stamp_ns:.3f} s to {1e-9 * stamp_ns:.3f} s of '
                'simulated time: the simulation was started anew, or somebody else steps it; '
                'call env/reset',
            )
        frame, verdicts = self._sensors.collect(self.stamp_ns, stamp_ns, failed, deadline_s)
        self.stamp_ns = stamp_ns
        try:
            step = episodes.advance(action, frame, verdicts)
        except RewardFileError as error:
            raise EnvError(ErrorCode.REWARD_FAILED, str(error)) from None
        terms = {name: float(values[0]) for name, values in step.reward_terms.items()}
        ended = [self._ended(episodes, described)] if step.terminated[0] else []
        return BackendStep(
            observations=episodes.observations.copy(),
            rewards=step.rewards,
            terminated=step.terminated,
            truncated=np.zeros(1, np.bool_),
            reward_terms=step.reward_terms,
            outcomes=[episode.summary.outcome.text for episode in ended],
            ended=lambda: ended,
            final_observations=NO_OBSERVATIONS,
            info=json.dumps(self._info(episodes, terms)),
        )

    def _place(
        self, seed: int, pose: tuple[float, float, float], deadline_s: float
    ) -> tuple[int, SensorFrame]:
        """Put the rover somewhere; returns the simulated time [ns] and what it senses there.

        A node that has just started may not be connected yet, and what it missed is not sent
        again: so the world is reset until all samples come.
        """
        while True:
            self._sensors.forget()
            stamp_ns = self._world_client.reset(seed, pose, deadline_s)
            retry_s = min(monotonic() + RETRY_S, deadline_s)
            try:
                frame, _ = self._sensors.collect(stamp_ns - 1, stamp_ns, False, retry_s)
                return stamp_ns, frame
            except EnvError:
                if monotonic() >= deadline_s:
                    raise

    def abandon(self, outcome: Outcome, detail: str) -> Sequence[EndedEpisode]:
        """End the episode under way from outside and return it, if there is one."""
        episodes, described = self._episodes, self._described
        if episodes is None or described is None or episodes.outcomes[0] != Outcome.DRIVING:
            return ()
        episodes.abandon(0, outcome, detail)
        return (self._ended(episodes, described),)

    def _info(self, episodes: Episodes, terms: dict[str, float]) -> dict[str, Any]:
        variables = {name: getattr(episodes.variables, name)[0].item() for name in NAMES}
        return {'variables': variables, 'reward_terms': terms}

    def _ended(self, episodes: Episodes, described: WorldDescription) -> EndedEpisode:
        return EndedEpisode(0, episodes.summary(0), self._seed, self.stamp_ns, described.provenance)
