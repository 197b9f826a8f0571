"""The least a service can be: a node of its own process that answers std_srvs/Trigger."""

import rclpy
from mars_world.ros_stop import quiet_stop
from std_srvs.srv import Trigger

NAME = 'bare_trigger'


def main() -> None:
    """Answer until Ctrl-C."""
    rclpy.init()
    node = rclpy.create_node(NAME)
    node.create_service(Trigger, NAME, _on_trigger)
    with quiet_stop():
        rclpy.spin(node)
    node.destroy_node()
    rclpy.try_shutdown()


def _on_trigger(_: Trigger.Request, reply: Trigger.Response) -> Trigger.Response:
    reply.success = True
    return reply


if __name__ == '__main__':
    main()
