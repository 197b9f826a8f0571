"""Environment server: the episodes of one rover on the graph, or of a batch, as services."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.node import Node
from rover_interfaces.msg import EpisodeResult, StepReport
from rover_interfaces.srv import EnvReset, EnvSpec, EnvStep

from rover_env.actions import NO_ACTION
from rover_env.env_backend import BackendStep, EndedEpisode, EnvBackend, EnvError
from rover_env.error_codes import ErrorCode
from rover_env.outcomes import Outcome
from rover_env.reset_options import parse_options
from rover_env.ros_env_messages import to_episode_result, to_slots, to_step_report
from rover_env.ros_env_parameters import make_backend
from rover_env.ros_qos import NO_LOSS
from rover_env.ros_run import run
from rover_env.ros_worker import Worker
from rover_env.session import Session
from rover_env.spec import (
    ACTION_NAMES,
    OBSERVATION_SIZE,
    SPEC_VERSION,
    STEP_PERIOD_S,
    InvalidActionError,
    spec_checksum,
)

# What becomes of the episode when a step fails; any other error leaves it as it was.
OUTCOMES = {
    ErrorCode.REWARD_FAILED: Outcome.ABORTED,
    ErrorCode.SIMULATION_LOST: Outcome.SIMULATION_LOST,
    ErrorCode.COLLISION_MONITOR_LOST: Outcome.COLLISION_MONITOR_LOST,
}


class EnvServer(Node):
    """Services: env/reset, env/step, env/spec. Out: episode_result, and in graph mode step_report.

    In (graph mode): scan, imu/data, ground_truth/odom, collision; calls world/info, world/reset
    and world/step.
    Params: mode (graph or batch), reward, start_jitter [m], yaw_jitter [rad]; for the graph
    step_timeout [s]; for a batch n_envs, world, model, physics_step [s], threads, random_share.
    """

    def __init__(self) -> None:
        super().__init__('env_server')
        self._backend: EnvBackend = make_backend(self)
        self._session = Session()
        self._episode_ids = [''] * self._backend.n_envs
        self._report_pub = self.create_publisher(StepReport, 'step_report', NO_LOSS)
        self._result_pub = self.create_publisher(EpisodeResult, 'episode_result', NO_LOSS)
        self._worker = Worker(self)
        one_at_a_time = MutuallyExclusiveCallbackGroup()
        waits = self._backend.waits_for_nodes  # a batch need not change threads
        on_reset = self._on_reset if waits else self._reset
        on_step = self._on_step if waits else self._step
        self.create_service(EnvReset, 'env/reset', on_reset, callback_group=one_at_a_time)
        self.create_service(EnvStep, 'env/step', on_step, callback_group=one_at_a_time)
        self.create_service(
            EnvSpec, 'env/spec', self._on_spec, callback_group=MutuallyExclusiveCallbackGroup()
        )

    async def _on_reset(
        self, request: EnvReset.Request, reply: EnvReset.Response
    ) -> EnvReset.Response:
        return await self._worker.run(self._reset, request, reply)

    async def _on_step(self, request: EnvStep.Request, reply: EnvStep.Response) -> EnvStep.Response:
        return await self._worker.run(self._step, request, reply)

    def _reset(self, request: EnvReset.Request, reply: EnvReset.Response) -> EnvReset.Response:
        backend = self._backend
        try:
            observations, aborted = backend.reset(request.seed, parse_options(request.options))
        except EnvError as error:
            return self._refuse(reply, error)
        self._tell([episode.rover for episode in aborted], lambda: aborted)
        reply.session = self._session.renew()
        self._episode_ids = self._session.episode_ids(backend.n_envs)
        reply.episode_ids = self._episode_ids
        reply.observations = array('f', observations.tobytes())
        reply.success = True
        self._report(NO_ACTION, 0.0, {})
        return reply

    def _step(self, request: EnvStep.Request, reply: EnvStep.Response) -> EnvStep.Response:
        backend = self._backend
        try:
            self._session.check(request.session)
            step = backend.step(request.actions)
        except InvalidActionError as error:
            return self._refuse(reply, EnvError(ErrorCode.INVALID_ACTION, str(error)))
        except EnvError as error:
            return self._refuse(reply, error)
        self._report(request.actions[0], float(step.rewards[0]), step.reward_terms)
        self._tell(np.flatnonzero(step.terminated).tolist(), step.ended)
        fill(reply, step)
        return reply

    def _on_spec(self, _: EnvSpec.Request, reply: EnvSpec.Response) -> EnvSpec.Response:
        reply.n_envs = self._backend.n_envs
        reply.observation_size = OBSERVATION_SIZE
        reply.n_actions = len(ACTION_NAMES)
        reply.action_names = list(ACTION_NAMES)
        reply.observation_slots = to_slots()
        reply.spec_version = SPEC_VERSION
        reply.spec_checksum = spec_checksum()
        reply.step_period = STEP_PERIOD_S
        reply.world = self._backend.world
        reply.success = True
        return reply

    def _refuse(self, reply: Any, error: EnvError) -> Any:  # noqa: ANN401
        """Say no; an error that no episode survives ends the one under way."""
        if error.code in OUTCOMES:
            self.get_logger().error(str(error))
            ended = self._backend.abandon(OUTCOMES[error.code], str(error))
            self._tell([episode.rover for episode in ended], lambda: ended)
        reply.success = False
        reply.error_code = int(error.code)
        reply.message = str(error)
        return reply

    def _report(
        self, action: int, reward: float, reward_terms: Mapping[str, NDArray[np.float64]]
    ) -> None:
        episodes = self._backend.reported
        if episodes is not None:
            episode_id, stamp_ns = self._episode_ids[0], self._backend.stamp_ns
            terms = {name: float(values[0]) for name, values in reward_terms.items()}
            self._report_pub.publish(
                to_step_report(episodes, stamp_ns, episode_id, action, reward, terms)
            )

    def _tell(self, rovers: Sequence[int], ended: Callable[[], Sequence[EndedEpisode]]) -> None:
        """Tell of the episodes of some rovers that are over, and name those in their place."""
        if not rovers:
            return
        is_shown = self._backend.reported is not None
        # A batch ends too many to tell them to nobody.
        if is_shown or self._result_pub.get_subscription_count() > 0:
            self._publish_results(ended(), is_shown)
        for rover, episode_id in zip(rovers, self._session.episode_ids(len(rovers)), strict=True):
            self._episode_ids[rover] = episode_id

    def _publish_results(self, ended: Sequence[EndedEpisode], is_shown: bool) -> None:
        for episode in ended:
            episode_id = self._episode_ids[episode.rover]
            result = to_episode_result(episode, episode_id)
            self._result_pub.publish(result)
            if is_shown:
                self.get_logger().info(
                    f'episode {episode_id}: {result.outcome} after {result.steps} steps, '
                    f'checkpoint {result.final_distance_to_checkpoint:.2f} m away'
                    f'{", " + result.detail if result.detail else ""}'
                )


def fill(reply: EnvStep.Response, step: BackendStep) -> None:
    """Put a step into the reply."""
    reply.observations = array('f', step.observations.tobytes())
    reply.rewards = array('d', step.rewards.tobytes())
    reply.terminated = step.terminated.tolist()
    reply.truncated = step.truncated.tolist()
    reply.outcomes = step.outcomes
    reply.final_observations = array('f', step.final_observations.tobytes())
    reply.info = step.info
    reply.success = True


def main() -> None:
    """Run the node until it is told to stop."""
    run('env_server', EnvServer)
