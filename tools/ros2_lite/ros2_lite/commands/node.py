"""`ros2 node`: list and info."""

import sys
from argparse import ArgumentParser, Namespace

from rclpy.action.graph import (
    get_action_client_names_and_types_by_node,
    get_action_server_names_and_types_by_node,
)
from rclpy.node import Node

from ros2_lite.graph import add_graph_arguments, discovered_graph, graph_node, is_hidden, wait_until
from ros2_lite.listing import NamesAndTypes, add_count_argument
from ros2_lite.nodes import absolute_name, node_names, split_name
from ros2_lite.verbs import Result, Verb, add_verbs


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs of `ros2 node`."""
    add_verbs(
        parser,
        {
            'info': Verb('Output information about a node', _info_arguments, _info),
            'list': Verb('Output a list of available nodes', _list_arguments, _list),
        },
    )


def _list_arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument(
        '-a', '--all', action='store_true', help='Display all nodes even hidden ones'
    )
    add_count_argument(parser, 'node')


def _list(args: Namespace) -> Result:
    with discovered_graph(args) as node:
        names = node_names(node, include_hidden=args.all)
    if args.count:
        print(len(names))
        return 0
    if len(set(names)) < len(names):
        print(
            'WARNING: Be aware that there are nodes in the graph that share an exact name, which '
            'can have unintended side effects.',
            file=sys.stderr,
        )
    for name in names:
        print(name)
    return 0


def _info_arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument('node_name', help='Node name to request information')
    parser.add_argument(
        '--include-hidden',
        action='store_true',
        help='Display hidden topics, services, and actions as well',
    )


def _info(args: Namespace) -> Result:
    with graph_node(args) as node:
        name = absolute_name(args.node_name)

        def count() -> int:
            return node_names(node, args.include_hidden).count(name)

        if not wait_until(lambda: count() > 0, args.spin_time):
            return f"Unable to find node '{args.node_name}'"
        if count() > 1:
            print(
                f'There are {count()} nodes in the graph with the exact name "{name}". '
                'You are seeing information about only one of them.',
                file=sys.stderr,
            )
        print(name)
        for title, names_and_types in _sections(node, *split_name(name)):
            print(f'  {title}:')
            for entry, types in names_and_types:
                if args.include_hidden or not is_hidden(entry):
                    print(f'    {entry}: {", ".join(types)}')
    return 0


def _sections(node: Node, name: str, namespace: str) -> list[tuple[str, NamesAndTypes]]:
    return [
        ('Subscribers', node.get_subscriber_names_and_types_by_node(name, namespace)),
        ('Publishers', node.get_publisher_names_and_types_by_node(name, namespace)),
        ('Service Servers', node.get_service_names_and_types_by_node(name, namespace)),
        ('Service Clients', node.get_client_names_and_types_by_node(name, namespace)),
        ('Action Servers', get_action_server_names_and_types_by_node(node, name, namespace)),
        ('Action Clients', get_action_client_names_and_types_by_node(node, name, namespace)),
    ]
