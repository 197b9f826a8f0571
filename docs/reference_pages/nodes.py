"""The page of nodes: what each reads and offers, and its parameters, asked of the running nodes."""

import contextlib
import importlib
import os
import tempfile
from collections.abc import Iterator

import rclpy
from rclpy.node import Node

# Where each node class is, and parameters that show all of it, or let it start beside others:
# the value to start with, and the default that the page tells.
NODES = {
    'simulation': ('mars_world.simulation_node', 'Simulation', {}),
    'teleop': ('mars_world.teleop_node', 'Teleop', {}),
    'collision_monitor': ('rover_env.collision_monitor_node', 'CollisionMonitor', {}),
    'env_server': ('rover_env.env_server_node', 'EnvServer', {}),
    'trainer': ('policy_trainer.trainer_node', 'Trainer', {}),
    'policy_server': ('policy_server.policy_server_node', 'PolicyServer', {'drive': (True, False)}),
    'scorer': ('scorer.scorer_node', 'Scorer', {}),
    'web': ('rover_web.web_node', 'Web', {'port': (0, 8080)}),
}
COMMON_TOPICS = {'/parameter_events', '/rosout'}


def nodes_page() -> str:
    """Return the page as Markdown."""
    lines = ['# Nodes', '', 'Made by `docs/build` from the running nodes. Names are relative:']
    lines += ['started in a namespace, a node uses the names of that namespace.']
    for name, (module, class_name, parameters) in NODES.items():
        with _running(module, class_name, parameters) as node:
            defaults = {key: default for key, (_, default) in parameters.items()}
            lines += ['', f'## {name}', '', *_summary(module, class_name)]
            lines += [*_describe(node), '', *_parameters(node, defaults)]
    return '\n'.join(lines) + '\n'


@contextlib.contextmanager
def _running(
    module: str, class_name: str, parameters: dict[str, tuple[object, object]]
) -> Iterator[Node]:
    """Start one node, alone in its domain and in an empty folder, and stop it again."""
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        arguments = [
            word for key, (value, _) in parameters.items() for word in ('-p', f'{key}:={value}')
        ]
        rclpy.init(args=['--ros-args', *arguments], domain_id=101)
        try:
            node = getattr(importlib.import_module(module), class_name)()
            yield node
            node.destroy_node()
        finally:
            rclpy.shutdown()
            os.chdir(home)


def _summary(module: str, class_name: str) -> list[str]:
    text = (getattr(importlib.import_module(module), class_name).__doc__ or '').strip()
    return [text.split('\n\n')[0].split('\n')[0], '']


def _describe(node: Node) -> list[str]:
    own = node.get_fully_qualified_name().strip('/')
    rows = [('reads', item.topic_name, item.msg_type) for item in node.subscriptions]
    rows += [('publishes', item.topic_name, item.msg_type) for item in node.publishers]
    rows += [('service', item.service_name, item.srv_type) for item in node.services]
    rows += [('calls', item.service_name, item.srv_type) for item in node.clients]
    lines = ['| | name | type |', '|---|---|---|']
    for what, name, kind in sorted(set(map(_row, rows))):
        if f'/{name}' not in COMMON_TOPICS and not name.startswith(f'{own}/'):
            lines.append(f'| {what} | `{name}` | {kind} |')
    return lines


def _row(entry: tuple[str, str, type]) -> tuple[str, str, str]:
    what, name, kind = entry
    package = kind.__module__.split('.')[0]
    return what, name.lstrip('/'), f'{package}/{kind.__name__}'


def _parameters(node: Node, defaults: dict[str, object]) -> list[str]:
    lines = ['| parameter | default | meaning |', '|---|---|---|']
    for name, parameter in sorted(node.get_parameters_by_prefix('').items()):
        if name.startswith('start_type_description') or name == 'use_sim_time':
            continue
        description = node.describe_parameter(name).description
        default = _shown(defaults.get(name, parameter.value))
        lines.append(f'| `{name}` | {default} | {description} |')
    return lines


def _shown(value: object) -> str:
    return '(empty)' if value in ('', [], None) else f'`{value}`'
