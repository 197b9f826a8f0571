"""`ros2 param`: list, get, set and dump."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml
from rcl_interfaces.msg import Parameter, ParameterType
from rcl_interfaces.srv import DescribeParameters, GetParameters, ListParameters, SetParameters
from rclpy.node import Node
from rclpy.parameter import get_parameter_value, parameter_value_to_python

from ros2_lite.graph import (
    add_graph_arguments,
    discovered_graph,
    graph_node,
    spin_until,
    wait_until,
)
from ros2_lite.nodes import absolute_name, node_names
from ros2_lite.verbs import Result, Verb, add_verbs

_SERVICE_TIMEOUT_S = 5.0
_LABELS = {
    ParameterType.PARAMETER_BOOL: 'Boolean value is:',
    ParameterType.PARAMETER_INTEGER: 'Integer value is:',
    ParameterType.PARAMETER_DOUBLE: 'Double value is:',
    ParameterType.PARAMETER_STRING: 'String value is:',
    ParameterType.PARAMETER_BYTE_ARRAY: 'Byte values are:',
    ParameterType.PARAMETER_BOOL_ARRAY: 'Boolean values are:',
    ParameterType.PARAMETER_INTEGER_ARRAY: 'Integer values are:',
    ParameterType.PARAMETER_DOUBLE_ARRAY: 'Double values are:',
    ParameterType.PARAMETER_STRING_ARRAY: 'String values are:',
}
_TYPES = {
    ParameterType.PARAMETER_NOT_SET: 'not set',
    ParameterType.PARAMETER_BOOL: 'boolean',
    ParameterType.PARAMETER_INTEGER: 'integer',
    ParameterType.PARAMETER_DOUBLE: 'double',
    ParameterType.PARAMETER_STRING: 'string',
    ParameterType.PARAMETER_BYTE_ARRAY: 'byte array',
    ParameterType.PARAMETER_BOOL_ARRAY: 'boolean array',
    ParameterType.PARAMETER_INTEGER_ARRAY: 'integer array',
    ParameterType.PARAMETER_DOUBLE_ARRAY: 'double array',
    ParameterType.PARAMETER_STRING_ARRAY: 'string array',
}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs of `ros2 param`."""
    add_verbs(
        parser,
        {
            'dump': Verb(
                'Show all of the parameters of a node in a YAML file format', _node_arguments, _dump
            ),
            'get': Verb('Get parameter', _get_arguments, _get),
            'list': Verb('Output a list of available parameters', _list_arguments, _list),
            'set': Verb('Set parameter', _set_arguments, _set),
        },
    )


def _graph_arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument(
        '--include-hidden-nodes', action='store_true', help='Consider hidden nodes as well'
    )


def _node_arguments(parser: ArgumentParser) -> None:
    _graph_arguments(parser)
    parser.add_argument('node_name', help='Name of the ROS node')


def _list_arguments(parser: ArgumentParser) -> None:
    _graph_arguments(parser)
    parser.add_argument('node_name', nargs='?', help='Name of the ROS node')
    parser.add_argument(
        '--param-type', action='store_true', help='Print parameter types with parameter names'
    )


def _get_arguments(parser: ArgumentParser) -> None:
    _node_arguments(parser)
    parser.add_argument('parameter_name', help='Name of the parameter')
    parser.add_argument('--hide-type', action='store_true', help='Hide the type information')


def _set_arguments(parser: ArgumentParser) -> None:
    _node_arguments(parser)
    parser.add_argument('parameter_name', help='Name of the parameter')
    parser.add_argument('value', help='Value of the parameter')


def _list(args: Namespace) -> Result:
    if args.node_name:
        with _remote(args) as (node, name):
            _print_names(node, name, args)
        return 0
    with discovered_graph(args) as node:
        services = {name for name, _ in node.get_service_names_and_types()}
        for name in node_names(node, args.include_hidden_nodes):
            if f'{name}/list_parameters' in services:
                print(f'{name}:')
                try:
                    _print_names(node, name, args)
                except RuntimeError as error:
                    print(error, file=sys.stderr)
    return 0


def _print_names(node: Node, name: str, args: Namespace) -> None:
    names = _names(node, name)
    if not args.param_type:
        for parameter in names:
            print(f'  {parameter}')
        return
    request = DescribeParameters.Request(names=names)
    described = _call(node, name, DescribeParameters, 'describe_parameters', request)
    for descriptor in described.descriptors:
        print(f'  {descriptor.name} (type: {_TYPES[descriptor.type]})')


def _get(args: Namespace) -> Result:
    with _remote(args) as (node, name):
        values = _values(node, name, [args.parameter_name])
    if not values:
        return 'Parameter not set'
    value = parameter_value_to_python(values[0])
    if args.hide_type:
        print(value)
    elif value is None:
        print('Parameter not set.')
    else:
        print(_LABELS[values[0].type], value)
    return 0


def _set(args: Namespace) -> Result:
    parameter = Parameter(name=args.parameter_name, value=get_parameter_value(args.value))
    request = SetParameters.Request(parameters=[parameter])
    with _remote(args) as (node, name):
        response = _call(node, name, SetParameters, 'set_parameters', request)
    result = response.results[0]
    reason = f': {result.reason}' if result.reason else ''
    if result.successful:
        print(f'Set parameter successful{reason}')
    else:
        print(f'Setting parameter failed{reason}', file=sys.stderr)
    return 0


def _dump(args: Namespace) -> Result:
    with _remote(args) as (node, name):
        names = _names(node, name)
        values = map(parameter_value_to_python, _values(node, name, names))
    tree: dict[str, Any] = {}
    for parameter, value in zip(names, values, strict=True):
        *groups, leaf = parameter.split('.')
        branch = tree
        for group in groups:
            branch = branch.setdefault(group, {})
        branch[leaf] = list(value) if isinstance(value, tuple | list) else value
    print(yaml.safe_dump({name: {'ros__parameters': tree}}, default_flow_style=False))
    return 0


@contextmanager
def _remote(args: Namespace) -> Iterator[tuple[Node, str]]:
    """Give our node, and the full name of the node in question once it is on the graph."""
    name = absolute_name(args.node_name)
    with graph_node(args) as node:
        if not wait_until(
            lambda: name in node_names(node, args.include_hidden_nodes), args.spin_time
        ):
            raise RuntimeError('Node not found')
        yield node, name


def _names(node: Node, name: str) -> list[str]:
    response = _call(node, name, ListParameters, 'list_parameters', ListParameters.Request())
    return sorted(response.result.names)


def _values(node: Node, name: str, parameters: list[str]) -> list[Any]:
    request = GetParameters.Request(names=parameters)
    return list(_call(node, name, GetParameters, 'get_parameters', request).values)


def _call(node: Node, name: str, type_: Any, service: str, request: Any) -> Any:  # noqa: ANN401
    """Call a parameter service of the node `name`."""
    client = node.create_client(type_, f'{name}/{service}')
    if not wait_until(client.service_is_ready, _SERVICE_TIMEOUT_S):
        raise RuntimeError(f'Wait for service timed out: {name}/{service}')
    future = client.call_async(request)
    if not spin_until(node, future.done, _SERVICE_TIMEOUT_S):
        raise RuntimeError(f'Exception while calling service of node {name!r}: no answer')
    return future.result()
