"""The environments of an env_server in batch mode, as a Gymnasium VectorEnv in this process."""

import json
from array import array
from collections.abc import Mapping
from time import monotonic
from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np
import rclpy
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from numpy.typing import ArrayLike, NDArray
from rclpy._rclpy_pybind11 import RCLError
from rclpy.task import Future
from rover_interfaces.srv import EnvReset, EnvSpec, EnvStep

from rover_env.actions import checked_actions
from rover_env.final_info import Left, final_info
from rover_env.outcomes import Outcome
from rover_env.remote_env_error import RemoteEnvError
from rover_env.remote_step import RemoteStep
from rover_env.ros_answer import take_answer
from rover_env.spaces import action_space, observation_space
from rover_env.spec import OBSERVATION_SIZE, spec_checksum

Observations = NDArray[np.float32]
Result = tuple[
    Observations, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]
]
POLL_S = 0.1
SHUT_DOWN = 'the ROS context was shut down'


class _Call(NamedTuple):
    """A request on its way to a server."""

    client: Any
    future: Future[Any]
    deadline_s: float


class RemoteVectorEnv(gym.vector.VectorEnv[Observations, ArrayLike, NDArray[Any]]):
    """Steps the rovers of an env_server; autoreset mode is SAME_STEP, as in ``RoverVectorEnv``.

    Infos hold ``outcome``, and where an episode ended ``final_obs`` and ``final_info``; reward
    terms stay with the server.

    ``begin_reset`` and ``begin_step`` return at once, so that several servers can be kept busy;
    ``answered`` tells when ``finish_reset`` or ``finish_step`` will not wait.

    namespace: of the env_server. timeout_s: wall time that a step may take. start_timeout_s: that
    the server may take to be there, to start episodes and for their first step, None for the
    same. domain_id: ROS domain, None for that of the environment variable. Makes a node of its own,
    which runs only within these methods: use one thread, and ``close`` it.
    """

    metadata: dict[str, Any] = {'autoreset_mode': AutoresetMode.SAME_STEP, 'render_modes': []}

    def __init__(
        self,
        namespace: str = '/',
        *,
        timeout_s: float = 60.0,
        start_timeout_s: float | None = None,
        domain_id: int | None = None,
    ) -> None:
        self._timeout_s = timeout_s
        self._start_timeout_s = timeout_s if start_timeout_s is None else start_timeout_s
        self._session = ''
        self._under_way: _Call | None = None
        self._has_stepped = False  # before, it may not be there or compile its physics
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain_id)
        self._node = rclpy.create_node(
            'env_client',
            context=self._context,
            namespace=namespace,
            start_parameter_services=False,
            enable_rosout=False,
        )
        self._reset_client = self._node.create_client(EnvReset, 'env/reset')
        self._step_client = self._node.create_client(EnvStep, 'env/step')
        try:
            self.num_envs = self._ask_size()
        except RemoteEnvError:
            self.close()
            raise
        self._driving = np.full(self.num_envs, Outcome.DRIVING.text, object)
        self.single_observation_space = observation_space()
        self.single_action_space = action_space()
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)

    @property
    def is_offered(self) -> bool:
        """Whether somebody serves environments at the moment."""
        return bool(self._step_client.service_is_ready())

    @property
    def answered(self) -> bool:
        """Whether the answer to what was begun has come."""
        if self._under_way is None:
            return False
        return self._wait(self._under_way, 0.0)

    def reset(
        self, *, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[Observations, dict[str, Any]]:
        """Start an episode in every environment; i gets seed + i.

        Raises:
            RemoteEnvError: the server did not answer or refused.
        """
        self.begin_reset(seed=seed, options=options)
        return self.finish_reset(), {}

    def begin_reset(
        self, *, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> None:
        """Ask for a start of an episode in every environment."""
        super().reset(seed=seed)
        if seed is None:
            seed = int(self.np_random.integers(2**63))
        text = json.dumps(dict(options)) if options else ''
        self._has_stepped = False
        self._under_way = self._begin(self._reset_client, EnvReset.Request(seed=seed, options=text))

    def finish_reset(self) -> Observations:
        """Wait for the start of the episodes. Raises RemoteEnvError."""
        reply = self._finish()
        self._session = reply.session
        return self._observations(reply)

    def step(self, actions: ArrayLike) -> Result:
        """Take one step in every environment.

        Raises:
            InvalidActionError: wrong in number, or an action that does not exist.
            RemoteEnvError: the server did not answer or refused.
        """
        self.begin_step(actions)
        step = self.finish_step()
        info: dict[str, Any] = {'outcome': step.outcomes}
        if len(step.left.observations):
            info |= final_info(step.terminated | step.truncated, step.left)
        return step.observations, step.rewards, step.terminated, step.truncated, info

    def begin_step(self, actions: ArrayLike) -> None:
        """Ask for one step in every environment. Raises InvalidActionError or RemoteEnvError."""
        chosen = checked_actions(actions, self.num_envs).astype(np.int32)
        request = EnvStep.Request(session=self._session)
        # An array, where a list would be checked number by number.
        request.actions = array('i', chosen.tobytes())
        self._under_way = self._begin(self._step_client, request)

    def finish_step(self) -> RemoteStep:
        """Wait for the step. Raises RemoteEnvError."""
        reply = self._finish()
        self._has_stepped = True
        # By way of bytes, as numpy looks at a list of truth values one by one.
        terminated = np.frombuffer(bytearray(reply.terminated), np.bool_)
        truncated = np.frombuffer(bytearray(reply.truncated), np.bool_)
        outcomes = self._driving.copy()
        outcomes[terminated | truncated] = reply.outcomes
        return RemoteStep(
            self._observations(reply),
            np.asarray(reply.rewards),
            terminated,
            truncated,
            outcomes,
            self._left(reply),
        )

    def close_extras(self, **_: Any) -> None:  # noqa: ANN401
        """Leave the ROS graph."""
        self._node.destroy_node()
        rclpy.try_shutdown(context=self._context)

    def _ask_size(self) -> int:
        self._under_way = self._begin(
            self._node.create_client(EnvSpec, 'env/spec'), EnvSpec.Request()
        )
        spec = self._finish()
        if spec.spec_checksum != spec_checksum():
            raise RemoteEnvError(
                f'env_server has the specification {spec.spec_checksum[:12]}, this process '
                f'{spec_checksum()[:12]}; run both from the same version of rover_env'
            )
        return int(spec.n_envs)

    def _observations(self, reply: EnvReset.Response | EnvStep.Response) -> Observations:
        flat = np.asarray(reply.observations, np.float32)
        if flat.size != self.num_envs * OBSERVATION_SIZE:
            raise RemoteEnvError(
                f'{self._name(self._step_client)} has {flat.size // OBSERVATION_SIZE} environments '
                f'now, it had {self.num_envs}; start it with the same n_envs'
            )
        return flat.reshape(self.num_envs, OBSERVATION_SIZE)

    def _left(self, reply: EnvStep.Response) -> Left:
        """Return what the episodes that ended left behind."""
        observations = np.asarray(reply.final_observations, np.float32)
        if observations.size != len(reply.outcomes) * OBSERVATION_SIZE:
            raise RemoteEnvError(
                f'{self._name(self._step_client)} is of one rover on the graph, which starts anew '
                'only when it is reset; start the env_server with mode:=batch'
            )
        columns = json.loads(reply.info) if reply.outcomes else {}
        return Left(observations.reshape(-1, OBSERVATION_SIZE), columns)

    def _begin(self, client: Any, request: Any) -> _Call:  # noqa: ANN401
        timeout_s = self._timeout_s if self._has_stepped else self._start_timeout_s
        deadline_s = monotonic() + timeout_s
        while not self._has_stepped and not client.wait_for_service(timeout_sec=POLL_S):
            self._check(deadline_s, f'nobody offers {self._name(client)}; start an env_server')
        return _Call(client, client.call_async(request), deadline_s)

    def _finish(self) -> Any:  # noqa: ANN401
        call = self._under_way
        assert call is not None
        self._under_way = None
        while not self._wait(call, POLL_S):
            gone = f'{self._name(call.client)} did not answer; has the env_server been lost?'
            self._check(call.deadline_s if call.client.service_is_ready() else 0.0, gone)
        reply = call.future.result()
        if not reply.success:
            raise RemoteEnvError(f'{self._name(call.client)} refused: {reply.message}')
        return reply

    def _wait(self, call: _Call, wait_s: float) -> bool:
        """Wait a little; returns whether the answer has come."""
        try:
            if not call.future.done():
                take_answer(self._context, call.client, wait_s)
        except RCLError:
            if self._context.ok():
                raise
            raise RemoteEnvError(SHUT_DOWN) from None
        return bool(call.future.done())

    def _name(self, client: Any) -> str:  # noqa: ANN401
        return str(self._node.resolve_service_name(client.srv_name))

    def _check(self, deadline_s: float, complaint: str) -> None:
        if not self._context.ok():
            raise RemoteEnvError(SHUT_DOWN)
        if monotonic() > deadline_s:
            raise RemoteEnvError(complaint)
