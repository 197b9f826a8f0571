"""`ros2 topic`: list, info and type; the verbs with messages have files of their own."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from ros2_lite.commands import topic_echo, topic_hz, topic_pub
from ros2_lite.commands.topic_type import topic_types
from ros2_lite.graph import add_graph_arguments, discovered_graph, full_name, graph_node
from ros2_lite.listing import (
    NamesAndTypes,
    add_hidden_argument,
    add_list_arguments,
    print_list,
    visible,
)
from ros2_lite.verbs import Result, Verb, add_verbs


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs of `ros2 topic`."""
    add_verbs(
        parser,
        {
            'echo': topic_echo.VERB,
            'hz': topic_hz.VERB,
            'info': Verb('Print information about a topic', _info_arguments, _info),
            'list': Verb('Output a list of available topics', _list_arguments, _list),
            'pub': topic_pub.VERB,
            'type': Verb("Print a topic's type", _type_arguments, _type),
        },
    )


def _list_arguments(parser: ArgumentParser) -> None:
    add_list_arguments(parser, 'topic')
    add_hidden_argument(parser, 'topic')
    parser.add_argument(
        '-v', '--verbose', action='store_true', help='List full details about each topic'
    )


def _list(args: Namespace) -> Result:
    with discovered_graph(args) as node:
        topics = visible(args, node.get_topic_names_and_types())
        if args.verbose and topics and not args.count:
            _list_verbosely('Published', 'publisher', topics, node.count_publishers)
            _list_verbosely('Subscribed', 'subscriber', topics, node.count_subscribers)
        else:
            print_list(args, topics)
    return 0


def _list_verbosely(
    title: str, noun: str, topics: NamesAndTypes, count_of: Callable[[str], int]
) -> None:
    print(f'{title} topics:')
    for name, types in topics:
        count = count_of(name)
        if count:
            print(f' * {name} [{", ".join(types)}] {count} {noun}{"s" if count > 1 else ""}')
    print()


def _info_arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument('topic_name', help="Name of the ROS topic to get info (e.g. '/chatter')")
    parser.add_argument(
        '-v',
        '--verbose',
        action='store_true',
        help='Prints detailed information like the node name, node namespace, topic type, topic '
        'type hash, GUID and QoS Profile of the publishers and subscribers to this topic',
    )


def _info(args: Namespace) -> Result:
    with discovered_graph(args) as node:
        topic = full_name(node, args.topic_name)
        types = topic_types(node, args.topic_name, args.spin_time)
        if not types:
            return f"Unknown topic '{args.topic_name}'"
        end = '\n\n' if args.verbose else '\n'
        print('Type:', types[0] if len(types) == 1 else types, end=end)
        print('Publisher count:', node.count_publishers(topic), end=end)
        if args.verbose:
            for info in node.get_publishers_info_by_topic(topic):
                print(info, end=end)
        print('Subscription count:', node.count_subscribers(topic), end=end)
        if args.verbose:
            for info in node.get_subscriptions_info_by_topic(topic):
                print(info, end=end)
    return 0


def _type_arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument('topic_name', help="Name of the ROS topic to get type (e.g. '/chatter')")


def _type(args: Namespace) -> Result:
    with graph_node(args) as node:
        types = topic_types(node, args.topic_name, args.spin_time)
    for name in types:
        print(name)
    return 0 if types else 1
