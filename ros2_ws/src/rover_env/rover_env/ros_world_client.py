"""The services of the simulation, called from a service callback, never without a deadline."""

import json
import threading
from dataclasses import dataclass
from time import monotonic
from typing import Any

from mars_world.ros_stamps import to_nanoseconds
from rclpy.callback_groups import CallbackGroup
from rclpy.node import Node
from rover_interfaces.srv import ResetWorld, StepWorld, WorldInfo

from rover_env.env_backend import EnvError, Provenance
from rover_env.error_codes import ErrorCode
from rover_env.spec import STEP_PERIOD_S
from rover_env.task import Task

POLL_S = 0.1  # how soon a wait notices that this process is being stopped

# error_code of world/step when the physics failed: the samples of the step have come all the same.
WORLD_DIVERGED = 3


@dataclass(frozen=True)
class WorldDescription:
    """What is being simulated."""

    task: Task
    provenance: Provenance
    steps_per_period: int


class WorldClient:
    """world/info, world/reset and world/step.

    The node must be spun by other threads; group keeps its callbacks off the caller's.
    """

    def __init__(self, node: Node, group: CallbackGroup) -> None:
        self._node = node
        self._info = node.create_client(WorldInfo, 'world/info', callback_group=group)
        self._reset = node.create_client(ResetWorld, 'world/reset', callback_group=group)
        self._step = node.create_client(StepWorld, 'world/step', callback_group=group)

    def describe(self, deadline_s: float) -> WorldDescription:
        """Ask what is being simulated; deadline_s in the time of monotonic(). Raises EnvError."""
        reply = self._call(self._info, WorldInfo.Request(), deadline_s)
        steps = STEP_PERIOD_S / reply.physics_step
        if abs(steps - round(steps)) > 1e-6:
            raise EnvError(
                ErrorCode.BAD_REQUEST,
                f'physics_step of the simulation is {reply.physics_step} s; a step of '
                f'{STEP_PERIOD_S} s needs a whole number of them',
            )
        provenance = Provenance(reply.world_checksum, reply.rover_checksum, reply.physics_step)
        task = Task.from_world_file(json.loads(reply.world_file))
        return WorldDescription(task, provenance, round(steps))

    def reset(self, seed: int, pose: tuple[float, float, float], deadline_s: float) -> int:
        """Put the rover somewhere; returns the simulated time [ns] then. Raises EnvError."""
        x, y, yaw = pose
        request = ResetWorld.Request(seed=seed, use_pose=True, x=x, y=y, yaw=yaw)
        return to_nanoseconds(self._call(self._reset, request, deadline_s).stamp)

    def step(
        self, physics_steps: int, speed_mps: float, yaw_rate_radps: float, deadline_s: float
    ) -> tuple[int, bool]:
        """Advance the world; returns the time [ns] then and whether the physics failed.

        Raises:
            EnvError: the simulation did not answer in time or refused.
        """
        request = StepWorld.Request(physics_steps=physics_steps)
        request.command.linear.x = speed_mps
        request.command.angular.z = yaw_rate_radps
        reply = self._call(self._step, request, deadline_s, allowed_error=WORLD_DIVERGED)
        return to_nanoseconds(reply.stamp), not reply.success

    def _call(
        self,
        client: Any,  # noqa: ANN401
        request: Any,  # noqa: ANN401
        deadline_s: float,
        allowed_error: int | None = None,
    ) -> Any:  # noqa: ANN401
        name, began_s = self._node.resolve_service_name(client.srv_name), monotonic()
        while not client.wait_for_service(timeout_sec=POLL_S):
            self._check(deadline_s, f'nobody offers {name}', began_s)
        answered = threading.Event()
        future = client.call_async(request)
        future.add_done_callback(lambda _: answered.set())
        try:
            while not answered.wait(POLL_S):
                self._check(deadline_s, f'{name} did not answer', began_s)
        except EnvError:
            client.remove_pending_request(future)
            raise
        reply = future.result()
        if not reply.success and reply.error_code != allowed_error:
            raise EnvError(ErrorCode.WORLD_REFUSED, f'{name} refused: {reply.message}')
        return reply

    def _check(self, deadline_s: float, complaint: str, began_s: float) -> None:
        if not self._node.context.ok():
            raise EnvError(ErrorCode.SIMULATION_LOST, 'the environment server is being stopped')
        if monotonic() > deadline_s:
            raise EnvError(
                ErrorCode.SIMULATION_LOST,
                f'{complaint} within {monotonic() - began_s:.1f} s; is the simulation running?',
            )
