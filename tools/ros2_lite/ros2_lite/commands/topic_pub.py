"""`ros2 topic pub`: publish a message to a topic."""

import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace

import yaml
from rclpy.publisher import Publisher

from ros2_lite.graph import add_graph_arguments, graph_node, spin_until, wait_until
from ros2_lite.interfaces import load_checked_type
from ros2_lite.messages import fill
from ros2_lite.qos import add_qos_arguments, requested_qos
from ros2_lite.verbs import Result, Verb


def _arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument('topic_name', help="Name of the ROS topic to publish to (e.g. '/chatter')")
    parser.add_argument('message_type', help="Type of the ROS message (e.g. 'std_msgs/msg/String')")
    parser.add_argument(
        'values',
        nargs='?',
        default='{}',
        help="Values to fill the message with in YAML format (e.g. 'data: Hello World'), "
        'otherwise the message will be published with default values',
    )
    parser.add_argument(
        '-r',
        '--rate',
        metavar='N',
        type=_positive,
        default=1.0,
        help='Publishing rate in Hz (default: 1)',
    )
    parser.add_argument(
        '-p',
        '--print',
        metavar='N',
        type=int,
        default=1,
        help='Only print every N-th published message (default: 1)',
    )
    count = parser.add_mutually_exclusive_group()
    count.add_argument(
        '-1',
        '--once',
        action='store_const',
        dest='times',
        const=1,
        default=0,
        help='Publish one message and exit',
    )
    count.add_argument(
        '-t', '--times', type=int, default=0, help='Publish this number of times and then exit'
    )
    parser.add_argument(
        '-w',
        '--wait-matching-subscriptions',
        metavar='N',
        type=int,
        help='Wait for this number of subscriptions first; 1 with --once and --times, else 0',
    )
    parser.add_argument(
        '--keep-alive',
        metavar='N',
        type=_positive,
        default=0.1,
        help='Keep publishing node alive for N seconds after the last msg (default: 0.1)',
    )
    parser.add_argument('-n', '--node-name', help='Name of the created publishing node')
    add_qos_arguments(parser, 'publish', default='default')


def _pub(args: Namespace) -> Result:
    type_ = load_checked_type(args.message_type, 'msg')
    values = yaml.safe_load(args.values)
    if not isinstance(values, dict):
        return 'The passed value needs to be a dictionary in YAML format'
    message = type_()
    try:
        stamps = fill(message, values)
    except Exception as error:
        return f'Failed to populate field: {error}'
    with graph_node(args, args.node_name) as node:
        publisher = node.create_publisher(type_, args.topic_name, requested_qos(args))
        _wait_for_subscriptions(publisher, args)
        print('publisher: beginning loop', flush=True)
        count = 0

        def publish() -> None:
            nonlocal count
            count += 1
            for stamp in stamps:
                stamp(node.get_clock().now().to_msg())
            if args.print and count % args.print == 0:
                print(f'publishing #{count}: {message!r}\n', flush=True)
            publisher.publish(message)

        publish()
        node.create_timer(1.0 / args.rate, publish)
        spin_until(node, lambda: 0 < args.times <= count)
        time.sleep(args.keep_alive)  # what was sent may still be on its way to the wire
    return 0


def _wait_for_subscriptions(publisher: Publisher, args: Namespace) -> None:
    wanted = args.wait_matching_subscriptions
    if wanted is None:
        wanted = 1 if args.times else 0
    while not wait_until(lambda: publisher.get_subscription_count() >= wanted, timeout_s=1.0):
        print(f'Waiting for at least {wanted} matching subscription(s)...', flush=True)


def _positive(text: str) -> float:
    if float(text) <= 0.0:
        raise ArgumentTypeError('value must be positive')
    return float(text)


VERB = Verb('Publish a message to a topic', _arguments, _pub)
