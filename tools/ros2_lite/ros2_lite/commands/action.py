"""`ros2 action`: list and send_goal."""

from argparse import ArgumentParser, Namespace

import yaml
from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient, get_action_names_and_types
from rclpy.action.client import ClientGoalHandle
from rclpy.node import Node

from ros2_lite.graph import (
    add_graph_arguments,
    discovered_graph,
    graph_node,
    spin_until,
    wait_until,
)
from ros2_lite.interfaces import load_checked_type
from ros2_lite.listing import add_list_arguments, print_list
from ros2_lite.messages import Message, fill, to_yaml
from ros2_lite.verbs import Result, Verb, add_verbs

_CANCEL_TIMEOUT_S = 5.0
_STATUS = {
    GoalStatus.STATUS_ACCEPTED: 'ACCEPTED',
    GoalStatus.STATUS_EXECUTING: 'EXECUTING',
    GoalStatus.STATUS_CANCELING: 'CANCELING',
    GoalStatus.STATUS_SUCCEEDED: 'SUCCEEDED',
    GoalStatus.STATUS_CANCELED: 'CANCELED',
    GoalStatus.STATUS_ABORTED: 'ABORTED',
}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs of `ros2 action`."""
    add_verbs(
        parser,
        {
            'list': Verb('Output a list of action names', _list_arguments, _list),
            'send_goal': Verb('Send an action goal', _send_arguments, _send_goal),
        },
    )


def _list_arguments(parser: ArgumentParser) -> None:
    add_list_arguments(parser, 'action')


def _list(args: Namespace) -> Result:
    with discovered_graph(args) as node:
        print_list(args, get_action_names_and_types(node))
    return 0


def _send_arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument('action_name', help="Name of the ROS action (e.g. '/fibonacci')")
    parser.add_argument(
        'action_type', help="Type of the ROS action (e.g. 'example_interfaces/action/Fibonacci')"
    )
    parser.add_argument(
        'goal',
        nargs='?',
        default='{}',
        help="Goal request values in YAML format (e.g. '{order: 10}')",
    )
    parser.add_argument(
        '-f', '--feedback', action='store_true', help='Echo feedback messages for the goal'
    )


def _send_goal(args: Namespace) -> Result:
    type_ = load_checked_type(args.action_type, 'action')
    goal = type_.Goal()
    try:
        fill(goal, yaml.safe_load(args.goal))
    except Exception as error:
        return f'Failed to populate message fields: {error!r}'
    with graph_node(args) as node:
        client = ActionClient(node, type_, args.action_name)
        print('Waiting for an action server to become available...', flush=True)
        wait_until(client.server_is_ready, timeout_s=None)
        print(f'Sending goal:\n     {to_yaml(goal)}', flush=True)
        future = client.send_goal_async(goal, _print_feedback if args.feedback else None)
        spin_until(node, future.done)
        handle = future.result()
        if not handle.accepted:
            print('Goal was rejected.')
            return 0
        print(f'Goal accepted with ID: {bytes(handle.goal_id.uuid).hex()}\n', flush=True)
        _print_result(node, handle)
    return 0


def _print_feedback(feedback: Message) -> None:
    print(f'Feedback:\n    {to_yaml(feedback.feedback)}', flush=True)


def _print_result(node: Node, handle: ClientGoalHandle) -> None:
    """Wait for the result; Ctrl-C cancels the goal first."""
    future = handle.get_result_async()
    try:
        spin_until(node, future.done)
    except KeyboardInterrupt:
        print('Canceling goal...', flush=True)
        cancel = handle.cancel_goal_async()
        if not spin_until(node, cancel.done, _CANCEL_TIMEOUT_S) or (
            not cancel.result().goals_canceling
        ):
            raise RuntimeError('Failed to cancel goal') from None
        print('Goal canceled.', flush=True)
        raise
    answer = future.result()
    print(f'Result:\n    {to_yaml(answer.result)}')
    print(f'Goal finished with status: {_STATUS.get(answer.status, "UNKNOWN")}')
