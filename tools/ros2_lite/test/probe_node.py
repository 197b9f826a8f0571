"""A node with one of each: topic, service, parameter, action. Runs until Ctrl-C."""

import threading
from contextlib import suppress

import rclpy
from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.executors import ExternalShutdownException, MultiThreadedExecutor
from rclpy.qos import DurabilityPolicy, QoSProfile
from rover_interfaces.action import Evaluate
from std_msgs.msg import String
from std_srvs.srv import SetBool

rclpy.init()
node = rclpy.create_node('probe')
node.declare_parameter('speed', 1.5)
node.declare_parameter('lidar.rays', 180)
node.declare_parameter('label', 'none')
chatter = node.create_publisher(String, 'chatter', 10)
latched = node.create_publisher(
    String, 'latched', QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
)
latched.publish(String(data='once for all'))
node.create_timer(0.05, lambda: chatter.publish(String(data='hello')))


def on_heard(message):
    node.get_logger().info(f'heard {message.data}')


def on_switch(request, response):
    response.success = request.data
    response.message = f'switched {request.data}'
    return response


def on_goal(goal):
    return GoalResponse.REJECT if goal.policy == 'reject' else GoalResponse.ACCEPT


def execute(handle):
    if handle.request.policy == 'wait':
        while not handle.is_cancel_requested:
            threading.Event().wait(0.02)
        handle.canceled()
        node.get_logger().info('goal canceled')
        return Evaluate.Result(message='canceled')
    for trial in range(handle.request.trials):
        threading.Event().wait(0.05)
        handle.publish_feedback(Evaluate.Feedback(trial=trial + 1))
    handle.succeed()
    return Evaluate.Result(success=True, message='all driven')


node.create_subscription(String, 'listen', on_heard, 10)
node.create_service(SetBool, 'switch', on_switch)
ActionServer(
    node,
    Evaluate,
    'evaluate',
    execute,
    goal_callback=on_goal,
    cancel_callback=lambda _: CancelResponse.ACCEPT,
    callback_group=ReentrantCallbackGroup(),
)
executor = MultiThreadedExecutor(num_threads=3)
executor.add_node(node)
with suppress(KeyboardInterrupt, ExternalShutdownException):
    executor.spin()
