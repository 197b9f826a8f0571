"""The least a service can be: a node of its own process that answers std_srvs/Trigger."""

from collections.abc import Sequence

import rclpy
from mars_world.ros_stop import leave, quiet_stop
from std_srvs.srv import Trigger

NAME = 'bare_trigger'


def answer_until_ctrl_c(node_name: str, services: Sequence[str]) -> None:
    """Answer with success, as fast as rclpy's own executor does."""
    rclpy.init()
    node = rclpy.create_node(node_name)
    for service in services:
        node.create_service(Trigger, service, _on_trigger)
    with quiet_stop():
        rclpy.spin(node)
    leave(node)


def _on_trigger(_: Trigger.Request, reply: Trigger.Response) -> Trigger.Response:
    reply.success = True
    return reply


if __name__ == '__main__':
    answer_until_ctrl_c(NAME, [NAME])
