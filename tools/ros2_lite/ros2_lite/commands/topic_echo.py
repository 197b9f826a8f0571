"""`ros2 topic echo`: output messages from a topic."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from ros2_lite.commands.topic_type import message_type
from ros2_lite.graph import add_graph_arguments, discovered_graph, full_name, spin_until
from ros2_lite.interfaces import load_type
from ros2_lite.messages import Message, Style, to_yaml
from ros2_lite.qos import add_qos_arguments, matching_qos
from ros2_lite.verbs import Result, Verb

_TRUNCATE_LENGTH = 128


def _arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument('topic_name', help="Name of the ROS topic to listen to (e.g. '/chatter')")
    parser.add_argument(
        'message_type', nargs='?', help="Type of the ROS message (e.g. 'std_msgs/msg/String')"
    )
    add_qos_arguments(parser, 'subscribe', default='sensor_data')
    parser.add_argument('--field', help="Echo a selected field of a message, such as 'pose.pose'")
    parser.add_argument(
        '-f',
        '--full-length',
        action='store_true',
        help="Output all elements for arrays, bytes, and string, instead of '...' after "
        "'--truncate-length' of them",
    )
    parser.add_argument(
        '-l',
        '--truncate-length',
        type=_not_negative,
        default=_TRUNCATE_LENGTH,
        help=f'The length to truncate arrays, bytes, and string to (default: {_TRUNCATE_LENGTH})',
    )
    parser.add_argument('--no-arr', action='store_true', help="Don't print array fields")
    parser.add_argument('--no-str', action='store_true', help="Don't print string fields")
    parser.add_argument(
        '--flow-style', action='store_true', help='Print collections in the flow style'
    )
    parser.add_argument(
        '--once', action='store_true', help='Print the first message received and then exit.'
    )
    parser.add_argument(
        '--timeout', metavar='N', type=float, help='Set a timeout in seconds for waiting'
    )


def _echo(args: Namespace) -> Result:
    style = Style(
        truncate_length=None if args.full_length else args.truncate_length,
        no_arr=args.no_arr,
        no_str=args.no_str,
        flow_style=args.flow_style,
    )
    with discovered_graph(args) as node:
        topic = full_name(node, args.topic_name)
        if args.message_type:
            type_ = load_type(args.message_type, 'msg')
        else:
            type_ = message_type(node, args.topic_name, args.spin_time)
        if type_ is None:
            return 'Could not determine the type for the passed topic'
        shown = 0

        def on_message(message: Message) -> None:
            nonlocal shown
            if not (args.once and shown):
                _show(_selected(message, args.field), style)
                shown += 1

        node.create_subscription(type_, topic, on_message, matching_qos(node, topic, args))
        spin_until(node, lambda: args.once and shown > 0, args.timeout)
    return 0


def _selected(message: Message, field: str | None) -> Message:
    """Return the field at a dotted path."""
    try:
        for name in filter(None, (field or '').split('.')):
            message = getattr(message, name)
    except AttributeError as error:
        raise RuntimeError(f"Invalid field '{field}': {error}") from error
    return message


def _show(value: Message, style: Style) -> None:
    is_message = hasattr(value, 'SLOT_TYPES')
    print(to_yaml(value, style) if is_message else f'{value}\n', end='---\n', flush=True)


def _not_negative(text: str) -> int:
    if not text.isdigit():
        raise ArgumentTypeError('value must be non-negative integer')
    return int(text)


VERB = Verb('Output messages from a topic', _arguments, _echo)
