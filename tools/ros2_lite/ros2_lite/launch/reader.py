"""Reads a launch file into the processes to run: arguments, conditions, groups, includes."""

from pathlib import Path

from ros2_lite.launch.attributes import applies, converted, errors_at, text
from ros2_lite.launch.conditions import is_true
from ros2_lite.launch.description import ProcessSpec
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.launch_arguments import LaunchArgument
from ros2_lite.launch.process_tags import ProcessTags
from ros2_lite.launch.schema import read_launch
from ros2_lite.launch.scope import NAMESPACE, Scope
from ros2_lite.launch.xml_reader import Element


class Reader:
    """Walks through a launch file and the files it includes, in their order.

    Everything is read before anything is started, so that a mistake stops the launch at once.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder where parameter files are written."""
        self.processes: list[ProcessSpec] = []
        self.declared: set[str] = set()
        """Names of the launch arguments of all files that were read."""
        self._tags = ProcessTags(folder)
        self._files: list[Path] = []
        self._actions = {
            'arg': self._arg,
            'let': self._let,
            'set_env': self._set_env,
            'unset_env': self._unset_env,
            'push_ros_namespace': self._push_namespace,
            'push-ros-namespace': self._push_namespace,
            'group': self._group,
            'include': self._include,
            'node': self._node,
            'executable': self._executable,
        }

    def read(self, scope: Scope) -> None:
        """Read the file of `scope`. Raises LaunchError, which names file and line."""
        root = read_launch(scope.file)
        self._files.append(scope.file)
        self._run(root.children, scope)
        self._files.pop()

    def _run(self, elements: list[Element], scope: Scope) -> None:
        for element in elements:
            if applies(element, scope):
                self._actions[element.tag](element, scope)

    def _arg(self, element: Element, scope: Scope) -> None:
        argument = LaunchArgument(element)
        self.declared.add(argument.name)
        argument.declare(scope)

    def _let(self, element: Element, scope: Scope) -> None:
        scope.variables[text(element, 'name', scope)] = text(element, 'value', scope)

    def _set_env(self, element: Element, scope: Scope) -> None:
        scope.environment[text(element, 'name', scope)] = text(element, 'value', scope)

    def _unset_env(self, element: Element, scope: Scope) -> None:
        scope.environment.pop(text(element, 'name', scope), None)

    def _push_namespace(self, element: Element, scope: Scope) -> None:
        scope.variables[NAMESPACE] = scope.push_namespace(text(element, 'namespace', scope))

    def _group(self, element: Element, scope: Scope) -> None:
        scoped = converted(element, 'scoped', scope, is_true, True)
        self._run(element.children, scope.nested() if scoped else scope)

    def _include(self, element: Element, scope: Scope) -> None:
        file = Path(text(element, 'file', scope)).absolute()
        if file in self._files:
            raise LaunchError.at(element.place, f'{file} includes itself')
        with errors_at(element, 'file'):
            require_xml(file)
        for argument in element.children:
            self._let(argument, scope)
        self.read(scope.of_file(file))

    def _node(self, element: Element, scope: Scope) -> None:
        self.processes.append(self._tags.node(element, scope, number=len(self.processes) + 1))

    def _executable(self, element: Element, scope: Scope) -> None:
        self.processes.append(self._tags.executable(element, scope, number=len(self.processes) + 1))


def require_xml(file: Path) -> None:
    """Refuse the formats that only the official launch reads."""
    if not file.is_file():
        raise LaunchError(f"file '{file}' does not exist")
    if file.suffix != '.xml':
        raise LaunchError(f"'{file}': only launch files in XML (NAME.launch.xml) are read here")
