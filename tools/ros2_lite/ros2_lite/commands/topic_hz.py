"""`ros2 topic hz`: print the average receiving rate."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from rclpy.clock import Clock, ClockType

from ros2_lite.commands.topic_type import message_type
from ros2_lite.graph import add_graph_arguments, discovered_graph, full_name, spin_until
from ros2_lite.qos import add_qos_arguments, matching_qos
from ros2_lite.rate import Rate
from ros2_lite.verbs import Result, Verb

_WINDOW_SIZE = 10000


def _arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument('topic_name', help="Name of the ROS topic to listen to (e.g. '/chatter')")
    parser.add_argument(
        '-w',
        '--window',
        metavar='WINDOW',
        type=_positive,
        default=_WINDOW_SIZE,
        help=f'window size, in # of messages, for calculating rate (default: {_WINDOW_SIZE})',
    )
    parser.add_argument('--wall-time', action='store_true', help='calculates rate using wall time')
    add_qos_arguments(parser, 'subscribe', default='sensor_data')


def _hz(args: Namespace) -> Result:
    with discovered_graph(args) as node:
        topic = full_name(node, args.topic_name)
        type_ = message_type(node, args.topic_name, args.spin_time, for_ever=True)
        clock = Clock(clock_type=ClockType.SYSTEM_TIME) if args.wall_time else node.get_clock()
        rate = Rate(args.window)

        def on_message(_serialized: bytes) -> None:
            rate.add(clock.now().nanoseconds)
            report = rate.report()
            if report:
                print(report, flush=True)

        qos = matching_qos(node, topic, args)
        node.create_subscription(type_, topic, on_message, qos, raw=True)
        spin_until(node, lambda: False)
    return 0


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError('value must be a positive integer')
    return int(text)


VERB = Verb('Print the average receiving rate to screen', _arguments, _hz)
