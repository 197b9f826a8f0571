"""`<node>` and `<executable>`: from the tag to the process."""

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from ros2_lite.launch.attributes import converted, errors_at, optional_text, text
from ros2_lite.launch.conditions import is_true
from ros2_lite.launch.description import ProcessSpec
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.parameters import ANY_NODE, parameter_arguments
from ros2_lite.launch.scope import NAMESPACE, Scope
from ros2_lite.launch.substitutions import expand_call
from ros2_lite.launch.templates import parse_template
from ros2_lite.launch.xml_reader import Element
from ros2_lite.packages import executable_path

_OUTPUTS = ('screen', 'log', 'both')
_PLACEHOLDER = 0xE000  # first of the 6400 characters Unicode leaves to private use
_NODE_NAME = re.compile(r'[A-Za-z_][A-Za-z0-9_]*')


@dataclass(frozen=True)
class ProcessTags:
    """Turns tags into processes; parameter files go into `folder`."""

    folder: Path

    def executable(self, element: Element, scope: Scope, number: int) -> ProcessSpec:
        """Return the process of an `<executable>`, the launch's `number`-th."""
        command = split_command(element, 'cmd', scope)
        if not command:
            raise LaunchError.at(element.place, "<executable> attribute 'cmd' is empty")
        shell = converted(element, 'shell', scope, is_true, False)
        label = optional_text(element, 'name', scope)
        return _process(element, scope, command, label, number, shell)

    def node(self, element: Element, scope: Scope, number: int) -> ProcessSpec:
        """Return the process of a `<node>`, the launch's `number`-th."""
        with errors_at(element, 'exec'):
            path = _executable_of(text(element, 'pkg', scope), text(element, 'exec', scope))
        command = [path, *split_command(element, 'args', scope)]
        if 'ros_args' in element.attributes:
            command += ['--ros-args', *split_command(element, 'ros_args', scope)]
        command += ['--ros-args', *self._ros_arguments(element, scope)]
        label = optional_text(element, 'exec_name', scope)
        return _process(element, scope, command, label, number)

    def _ros_arguments(self, element: Element, scope: Scope) -> list[str]:
        name = converted(element, 'name', scope, _node_name, None)
        namespace = _namespace(element, scope)
        words = ['-r', f'__node:={name}'] if name else []
        words += ['-r', f'__ns:={namespace}'] if namespace else []
        full_name = f'{namespace.rstrip("/")}/{name}' if name and namespace else ANY_NODE
        words += parameter_arguments(element, scope, full_name, self.folder)
        for remap in element.all('remap'):
            words += ['-r', f'{text(remap, "from", scope)}:={text(remap, "to", scope)}']
        return words


def split_command(element: Element, name: str, scope: Scope) -> list[str]:
    """Split an attribute into words as a shell would; what a substitution gives is not split."""
    parts = parse_template(element.attributes.get(name, ''))
    values = {}
    line = ''
    with errors_at(element, name):
        for index, part in enumerate(parts):
            if isinstance(part, str):
                line += part
            else:
                mark = chr(_PLACEHOLDER + index)
                values[mark] = expand_call(part, scope)
                line += mark
        words = shlex.split(line)
    return [''.join(values.get(letter, letter) for letter in word) for word in words]


def _executable_of(package: str, name: str) -> str:
    try:
        return executable_path(package, name)
    except RuntimeError as error:
        raise LaunchError(str(error)) from error


def _process(
    element: Element,
    scope: Scope,
    command: list[str],
    label: str | None,
    number: int,
    shell: bool = False,
) -> ProcessSpec:
    prefix = optional_text(element, 'launch-prefix', scope)
    with errors_at(element, 'launch-prefix'):
        default_prefix = scope.variables.get('launch-prefix', '')
        command = shlex.split(default_prefix if prefix is None else prefix) + command
    return ProcessSpec(
        name=f'{label or os.path.basename(command[0])}-{number}',
        command=tuple(command),
        shell=shell,
        cwd=optional_text(element, 'cwd', scope),
        environment=_environment(element, scope),
        output=converted(element, 'output', scope, _output, 'log'),
        ends_launch=converted(element, 'on_exit', scope, _on_exit, False),
        respawn=converted(element, 'respawn', scope, is_true, False),
        respawn_delay_s=converted(element, 'respawn_delay', scope, _not_negative, 0.0),
        respawn_max_retries=converted(element, 'respawn_max_retries', scope, int, -1),
    )


def _environment(element: Element, scope: Scope) -> dict[str, str]:
    own = {text(env, 'name', scope): text(env, 'value', scope) for env in element.all('env')}
    return scope.environment | own


def _namespace(element: Element, scope: Scope) -> str | None:
    """Return the absolute namespace of a node, or None where nothing sets one."""
    own = optional_text(element, 'namespace', scope)
    if own is None and NAMESPACE not in scope.variables:
        return None
    namespace = '/' + scope.push_namespace(own or '').strip('/')
    wrong = [part for part in namespace[1:].split('/') if part and not _NODE_NAME.fullmatch(part)]
    if wrong:
        message = f"namespace '{namespace}': '{wrong[0]}' is no valid part of it"
        raise LaunchError.at(element.place, message)
    return namespace


def _node_name(name: str) -> str | None:
    if not _NODE_NAME.fullmatch(name):
        raise ValueError(f"'{name}' is no node name; it takes letters, digits and underscores")
    return name


def _output(value: str) -> str:
    if value not in _OUTPUTS:
        raise ValueError(f"'{value}' is not supported here; known: {', '.join(_OUTPUTS)}")
    return value


def _on_exit(value: str) -> bool:
    if value != 'shutdown':
        raise ValueError(f"'{value}' is not supported; the only value is shutdown")
    return True


def _not_negative(value: str) -> float:
    number = float(value)
    if number < 0.0:
        raise ValueError(f'{number} is negative')
    return number
