"""The env_server, with one rover on the graph, as the environment of a trial."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import numpy as np
from rclpy.node import Node
from rover_env.error_codes import ErrorCode
from rover_env.outcomes import Outcome
from rover_interfaces.srv import EnvReset, EnvSpec, EnvStep, WorldInfo

from scorer.episode import Simulation
from scorer.faults import NoAnswerError, TrialError
from scorer.ros_remote_service import RemoteService
from scorer.trial_loop import Observation, Step

# What a refusal makes of the trial; any other error is one of the env_server itself.
OUTCOMES = {
    ErrorCode.OLD_SESSION: Outcome.ABORTED,
    ErrorCode.REWARD_FAILED: Outcome.ABORTED,
    ErrorCode.SIMULATION_LOST: Outcome.SIMULATION_LOST,
    ErrorCode.COLLISION_MONITOR_LOST: Outcome.COLLISION_MONITOR_LOST,
}
COME_BACK = (ErrorCode.SIMULATION_LOST, ErrorCode.COLLISION_MONITOR_LOST)


class RosEnvironment:
    """Drives env/reset and env/step. episode_id: of the episode that was begun last.

    world_file: JSON, of the world that it was begun in.

    timeout_s: wall time for an answer. return_timeout_s: for a lost server to be back.
    """

    def __init__(self, node: Node, timeout_s: float, return_timeout_s: float) -> None:
        self._return_timeout_s = return_timeout_s
        self._reset = RemoteService(node, EnvReset, 'env/reset', timeout_s)
        self._step = RemoteService(node, EnvStep, 'env/step', timeout_s)
        self._spec = RemoteService(node, EnvSpec, 'env/spec', timeout_s)
        self._world = RemoteService(node, WorldInfo, 'world/info', timeout_s)
        self._session = ''
        self.episode_id = ''
        self.world_file = ''

    def wait_until_there(self, timeout_s: float) -> None:
        """Return once simulation and env_server are there; raises NoAnswerError."""
        for service in (self._world, self._reset, self._step, self._spec):
            service.wait_until_there(timeout_s)

    def simulation(self) -> Simulation:
        """Return what the trials are driven in; raises NoAnswerError."""
        world = self._world.ask_until_back(self._return_timeout_s)
        self.world_file = world.world_file
        spec = self._spec.ask_until_back(self._return_timeout_s)
        return Simulation(
            world=world.world,
            world_checksum=world.world_checksum,
            rover_checksum=world.rover_checksum,
            spec_checksum=spec.spec_checksum,
            physics_step_s=world.physics_step,
        )

    def reset(self, seed: int) -> Observation:
        """Start an episode at the start of the world; raises TrialError."""
        with _lost_as(Outcome.SIMULATION_LOST):
            self.world_file = self._world.ask_until_back(self._return_timeout_s).world_file
        with _lost_as(Outcome.ENV_LOST):
            self._spec.ask_until_back(self._return_timeout_s)
            reply = self._reset_until_back(seed)
        _check(reply)
        if len(reply.episode_ids) != 1:
            raise TrialError(
                Outcome.ENV_LOST.text,
                f'the env_server drives {len(reply.episode_ids)} rovers; start one in graph mode',
            )
        self._session, self.episode_id = reply.session, reply.episode_ids[0]
        return np.asarray(reply.observations, np.float32)

    def _reset_until_back(self, seed: int) -> Any:  # noqa: ANN401
        """Reset, and again where a node that the env_server needs may be starting anew."""
        deadline_s = monotonic() + self._return_timeout_s
        reply = self._reset.call(seed=seed)
        while reply.error_code in COME_BACK and monotonic() < deadline_s:
            reply = self._reset.call(seed=seed)
        return reply

    def step(self, action: int) -> Step:
        """Take one step; raises TrialError."""
        with _lost_as(Outcome.ENV_LOST):
            reply = self._step.call(session=self._session, actions=[action])
        _check(reply)
        ended = reply.terminated[0] or reply.truncated[0]
        return Step(np.asarray(reply.observations, np.float32), ended)


@contextmanager
def _lost_as(outcome: Outcome) -> Iterator[None]:
    """Turn silence into the end of the trial."""
    try:
        yield
    except NoAnswerError as error:
        raise TrialError(outcome.text, str(error)) from None


def _check(reply: Any) -> None:  # noqa: ANN401
    """Raise TrialError with the outcome that the env_server's refusal means."""
    if not reply.success:
        outcome = OUTCOMES.get(reply.error_code, Outcome.ENV_LOST)
        raise TrialError(outcome.text, reply.message)
