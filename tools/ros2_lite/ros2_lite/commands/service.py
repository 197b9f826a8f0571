"""`ros2 service`: list, type and call."""

import time
from argparse import ArgumentParser, Namespace

import yaml

from ros2_lite.graph import (
    add_graph_arguments,
    discovered_graph,
    full_name,
    graph_node,
    spin_until,
    wait_until,
)
from ros2_lite.interfaces import load_checked_type
from ros2_lite.listing import add_hidden_argument, add_list_arguments, print_list, visible
from ros2_lite.messages import fill
from ros2_lite.verbs import Result, Verb, add_verbs


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs of `ros2 service`."""
    add_verbs(
        parser,
        {
            'call': Verb('Call a service', _call_arguments, _call),
            'list': Verb('Output a list of available services', _list_arguments, _list),
            'type': Verb("Output a service's type", _type_arguments, _type),
        },
    )


def _list_arguments(parser: ArgumentParser) -> None:
    add_list_arguments(parser, 'service')
    add_hidden_argument(parser, 'service')


def _list(args: Namespace) -> Result:
    with discovered_graph(args) as node:
        print_list(args, visible(args, node.get_service_names_and_types()))
    return 0


def _type_arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument(
        'service_name', help="Name of the ROS service to get type (e.g. '/talker/list_parameters')"
    )


def _type(args: Namespace) -> Result:
    with graph_node(args) as node:
        service = full_name(node, args.service_name)
        types: list[str] = []

        def found() -> bool:
            types[:] = dict(node.get_service_names_and_types()).get(service, [])
            return bool(types)

        wait_until(found, args.spin_time)
    for name in types:
        print(name)
    return 0 if types else 1


def _call_arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument(
        'service_name', help="Name of the ROS service to call to (e.g. '/add_two_ints')"
    )
    parser.add_argument('service_type', help="Type of the ROS service (e.g. 'std_srvs/srv/Empty')")
    parser.add_argument(
        'values',
        nargs='?',
        default='{}',
        help="Values to fill the service request with in YAML format (e.g. '{a: 1, b: 2}'), "
        'otherwise the service request will be published with default values',
    )
    parser.add_argument(
        '-r', '--rate', metavar='N', type=float, help='Repeat the call at a specific rate in Hz'
    )


def _call(args: Namespace) -> Result:
    if args.rate is not None and args.rate <= 0:
        raise RuntimeError('rate must be greater than zero')
    type_ = load_checked_type(args.service_type, 'srv')
    request = type_.Request()
    try:
        fill(request, yaml.safe_load(args.values))
    except Exception as error:
        return f'Failed to populate field: {error}'
    with graph_node(args) as node:
        client = node.create_client(type_, args.service_name)
        if not client.service_is_ready():
            print('waiting for service to become available...', flush=True)
            wait_until(client.service_is_ready, timeout_s=None)
        while True:
            began_s = time.monotonic()
            print(f'requester: making request: {request!r}\n', flush=True)
            future = client.call_async(request)
            spin_until(node, future.done)
            print(f'response:\n{future.result()!r}\n', flush=True)
            if args.rate is None:
                return 0
            time.sleep(max(0.0, began_s + 1.0 / args.rate - time.monotonic()))
