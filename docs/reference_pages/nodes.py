"""The page of nodes: what each reads and offers, and its parameters, asked of the running nodes."""

import contextlib
import importlib
import inspect
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import rclpy
from rclpy.action import (
    get_action_client_names_and_types_by_node,
    get_action_server_names_and_types_by_node,
)
from rclpy.node import Node


@dataclass(frozen=True)
class Source:
    """Where a node class is, and what shows all of it, or lets it start beside others.

    parameters: the value to start with, and the default that the page tells.
    arguments: of the constructor, where the command line gives it some.
    """

    module: str
    class_name: str
    parameters: dict[str, tuple[object, object]] = field(default_factory=dict)
    arguments: tuple[object, ...] = ()


NODES = {
    'simulation': Source('mars_world.simulation_node', 'Simulation'),
    'teleop': Source('mars_world.teleop_node', 'Teleop'),
    'collision_monitor': Source('rover_env.collision_monitor_node', 'CollisionMonitor'),
    'env_server': Source('rover_env.env_server_node', 'EnvServer'),
    'trainer': Source('policy_trainer.trainer_node', 'Trainer'),
    'policy_server': Source(
        'policy_server.policy_server_node', 'PolicyServer', {'drive': (True, False)}
    ),
    'scorer': Source('scorer.scorer_node', 'Scorer'),
    'web': Source('rover_web.web_node', 'Web', {'port': (0, 8080)}),
    # Nothing is streamed here, so no stream is opened.
    'stream': Source('rover_web.stream_node', 'Stream', arguments=('chase', None, 10.0)),
}
COMMON_TOPICS = {'/parameter_events', '/rosout'}


def nodes_page() -> str:
    """Return the page as Markdown."""
    lines = ['# Nodes', '', 'Made by `docs/build` from the running nodes. Names are relative:']
    lines += ['started in a namespace, a node uses the names of that namespace.']
    for name, source in NODES.items():
        with _running(source) as node:
            defaults = {key: default for key, (_, default) in source.parameters.items()}
            lines += ['', f'## {name}', '', *_prose(source), *_describe(node), '']
            lines += _parameters(node, defaults)
    return '\n'.join(lines) + '\n'


@contextlib.contextmanager
def _running(source: Source) -> Iterator[Node]:
    """Start one node, alone in its domain and in an empty folder, and stop it again."""
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        values = [f'{key}:={value}' for key, (value, _) in source.parameters.items()]
        settings = [word for value in values for word in ('-p', value)]
        rclpy.init(args=['--ros-args', *settings], domain_id=101)
        try:
            node = _node_class(source)(*source.arguments)
            yield node
            node.destroy_node()
        finally:
            rclpy.shutdown()
            os.chdir(home)


def _node_class(source: Source) -> type[Node]:
    node_class: type[Node] = getattr(importlib.import_module(source.module), source.class_name)
    return node_class


def _prose(source: Source) -> list[str]:
    """Return what the node is for, and what its class tells ahead of the parameters."""
    purpose = inspect.getdoc(importlib.import_module(source.module)) or ''
    told = (inspect.getdoc(_node_class(source)) or '').split('Params:')[0]
    lines = [purpose.split('\n\n')[0], ' '.join(told.split()).replace('*', r'\*')]
    return [part for line in lines for part in (line, '')]


def _describe(node: Node) -> list[str]:
    own = node.get_fully_qualified_name().strip('/')
    rows = [('reads', item.topic_name, item.msg_type) for item in node.subscriptions]
    rows += [('publishes', item.topic_name, item.msg_type) for item in node.publishers]
    rows += [('service', item.service_name, item.srv_type) for item in node.services]
    rows += [('calls', item.service_name, item.srv_type) for item in node.clients]
    lines = ['| | name | type |', '|---|---|---|']
    for what, name, kind in sorted({*map(_row, rows), *_actions(node)}):
        if f'/{name}' not in COMMON_TOPICS and not name.startswith(f'{own}/'):
            lines.append(f'| {what} | `{name}` | {kind} |')
    return lines


def _actions(node: Node) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the actions that a node offers and calls; a node lists only topics."""
    place = (node.get_name(), node.get_namespace())
    for what, ask in (
        ('action', get_action_server_names_and_types_by_node),
        ('calls', get_action_client_names_and_types_by_node),
    ):
        for name, kinds in ask(node, *place):
            yield what, name.lstrip('/'), kinds[0].replace('/action/', '/')


def _row(entry: tuple[str, str, type]) -> tuple[str, str, str]:
    what, name, kind = entry
    package = kind.__module__.split('.')[0]
    return what, name.lstrip('/'), f'{package}/{kind.__name__}'


def _parameters(node: Node, defaults: dict[str, object]) -> list[str]:
    rows = []
    for name, parameter in sorted(node.get_parameters_by_prefix('').items()):
        if name.startswith('start_type_description') or name == 'use_sim_time':
            continue
        description = node.describe_parameter(name).description
        default = _shown(defaults.get(name, parameter.value))
        rows.append(f'| `{name}` | {default} | {description} |')
    if not rows:
        return ['It has no parameters.']
    return ['| parameter | default | meaning |', '|---|---|---|', *rows]


def _shown(value: object) -> str:
    return '(empty)' if value in ('', [], None) else f'`{value}`'
