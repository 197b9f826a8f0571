"""Policy server: answers observations with actions, and can drive a rover by itself."""

import json
from array import array
from time import perf_counter
from typing import Any

import numpy as np
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.node import Node
from rover_env.ros_parameters import declare
from rover_env.ros_run import run
from rover_env.ros_worker import Worker
from rover_env.spec import ACTION_NAMES, OBSERVATION_SIZE, spec_checksum
from rover_interfaces.srv import Infer, LoadPolicy, PolicyInfo

from policy_server.error_codes import ErrorCode
from policy_server.inference import (
    Decision,
    Float32,
    InferenceError,
    ObservationError,
    Policy,
)
from policy_server.policy_file import PolicyLoadError
from policy_server.ros_drive import RosDrive
from policy_server.ros_latency import LatencyTopics

NOTHING_LOADED = 'no policy is loaded; name an ONNX file with policy/load'


class PolicyServer(Node):
    """Serves a policy; with drive, it also drives the rover by topics.

    In: with drive, what RosDrive reads. Out: those of LatencyTopics; with drive, cmd_vel.
    Services: policy/infer, policy/load, policy/info.
    Params: policy (ONNX file), max_batch [observations], drive, and those of RosDrive.

    A policy file that is refused leaves the node up: it says why, then in every reply too, and
    waits for policy/load.
    """

    def __init__(self) -> None:
        super().__init__('policy_server')
        file = declare(self, 'policy', '', 'ONNX file to serve from the start; empty: none')
        self._max_batch = declare(
            self, 'max_batch', 4096, '[observations] most in one request', (1, 1_000_000)
        )
        drives = declare(self, 'drive', False, 'drive the rover through cmd_vel')
        self._policy: Policy | None = None
        self._why_none = NOTHING_LOADED
        self._latency = LatencyTopics(self)
        self._worker = Worker(self)
        if file:
            self._serve_first(file)
        self.create_service(Infer, 'policy/infer', self._on_infer)
        self.create_service(
            LoadPolicy,
            'policy/load',
            self._on_load,
            callback_group=MutuallyExclusiveCallbackGroup(),  # the others go on meanwhile
        )
        self.create_service(PolicyInfo, 'policy/info', self._on_info)
        self._drive = RosDrive(self, self._decide_one) if drives else None

    def _serve_first(self, file: str) -> None:
        try:
            self._serve(Policy(file))
        except PolicyLoadError as error:
            self._why_none = str(error)
            self.get_logger().error(str(error))

    def _serve(self, policy: Policy) -> None:
        self._policy = policy  # one assignment: a request sees the old policy or the new one
        self._latency.begin(policy.sha256)
        self.get_logger().info(f'serving {policy.path} ({policy.sha256[:12]})')

    def _on_infer(self, request: Infer.Request, reply: Infer.Response) -> Infer.Response:
        policy = self._policy
        if policy is None:
            return _refuse(reply, ErrorCode.NO_POLICY, self._why_none)
        try:
            decision = self._decide(policy, self._observations(request))
        except ObservationError as error:
            return _refuse(reply, ErrorCode.BAD_REQUEST, str(error))
        except InferenceError as error:
            return _refuse(reply, ErrorCode.POLICY_FAILED, str(error))
        reply.success = True
        reply.actions = array('i', decision.actions.astype(np.int32).tobytes())
        reply.probabilities = array('f', decision.probabilities.tobytes())
        reply.policy_hash = policy.sha256
        return reply

    async def _on_load(
        self, request: LoadPolicy.Request, reply: LoadPolicy.Response
    ) -> LoadPolicy.Response:
        """Read and try the file in another thread, so that the old policy goes on serving."""
        try:
            self._serve(await self._worker.run(Policy, request.path))
            reply.success = True
        except PolicyLoadError as error:
            self.get_logger().error(str(error))
            _refuse(reply, ErrorCode.POLICY_REFUSED, str(error))
        reply.policy_hash = self._policy.sha256 if self._policy else ''
        return reply

    def _on_info(
        self, request: PolicyInfo.Request, reply: PolicyInfo.Response
    ) -> PolicyInfo.Response:
        policy = self._policy
        reply.success = True
        reply.loaded = policy is not None
        reply.observation_size = OBSERVATION_SIZE
        reply.action_names = list(ACTION_NAMES)
        reply.spec_checksum = spec_checksum()
        if policy is None:
            reply.message = self._why_none
            return reply
        reply.path = str(policy.path)
        reply.policy_hash = policy.sha256
        reply.metadata = json.dumps(policy.metadata)
        return reply

    def _observations(self, request: Infer.Request) -> Float32:
        """Return the observations of a request, (batch, OBSERVATION_SIZE) float32."""
        if not 1 <= request.batch <= self._max_batch:
            raise ObservationError(f'batch is {request.batch}; needs 1..{self._max_batch}')
        wanted = request.batch * OBSERVATION_SIZE
        if len(request.observations) != wanted:
            raise ObservationError(
                f'{len(request.observations)} numbers for a batch of {request.batch}; '
                f'needs {wanted} ({OBSERVATION_SIZE} each)'
            )
        flat = np.frombuffer(request.observations, np.float32)
        return flat.reshape(request.batch, OBSERVATION_SIZE)

    def _decide_one(self, observation: Float32) -> int:
        if self._policy is None:
            raise InferenceError(self._why_none)
        return int(self._decide(self._policy, observation[None]).actions[0])

    def _decide(self, policy: Policy, observations: Float32) -> Decision:
        """Ask the policy and tell how long it took."""
        began_s = perf_counter()
        decision = policy.infer(observations)
        self._latency.add(len(observations), perf_counter() - began_s)
        return decision


def _refuse(reply: Any, code: ErrorCode, message: str) -> Any:  # noqa: ANN401
    reply.success = False
    reply.error_code = int(code)
    reply.message = message
    return reply


def main() -> None:
    """Serve until Ctrl-C."""
    run('policy_server', PolicyServer)
