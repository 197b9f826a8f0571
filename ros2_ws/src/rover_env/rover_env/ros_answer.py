"""Wait for the answer of one service, and for nothing else of its node."""

from typing import Any

from rclpy.client import Client
from rclpy.context import Context
from rclpy.impl.implementation_singleton import rclpy_implementation


def take_answer(context: Context, client: Client[Any, Any], wait_s: float) -> None:
    """Give an answer of the service to the future of its request, if one comes in wait_s.

    An executor would do the same, but looks at every entity of the node twice a step.
    """
    wait_set = rclpy_implementation.WaitSet(0, 0, 0, 1, 0, 0, context.handle)
    wait_set.clear_entities()
    wait_set.add_client(client.handle)
    wait_set.wait(round(1e9 * wait_s))
    if not wait_set.get_ready_entities('client'):
        return
    header, response = client.handle.take_response(client.srv_type.Response)
    if header is not None:
        client.get_pending_request(header.request_id.sequence_number).set_result(response)
