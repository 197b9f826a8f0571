"""Launch arguments: `<arg>` tags and `name:=value` on the command line."""

from ros2_lite.launch.attributes import text
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.scope import Scope
from ros2_lite.launch.xml_reader import Element


class LaunchArgument:
    """One `<arg>` of a launch file."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self.name = element.attributes['name']
        self.default = element.attributes.get('default')
        self.choices = [choice.attributes['value'] for choice in element.all('choice')]

    @property
    def description(self) -> str:
        """What the argument is for, with its choices, as the official one words it."""
        given = self._element.attributes.get('description')
        if not self.choices:
            return given or 'no description given'
        if given is None:
            return f'One of: {self.choices}'
        return f'{given}{"" if given.endswith(".") else "."} Valid choices are: {self.choices}'

    def declare(self, scope: Scope) -> None:
        """Set the variable of the argument: the value that was passed, or the default."""
        if self.name not in scope.variables:
            if self.default is None:
                message = (
                    f'Required launch argument "{self.name}" '
                    f'(description: "{self.description}") was not provided'
                )
                raise LaunchError.at(self._element.place, message)
            scope.variables[self.name] = text(self._element, 'default', scope)
        value = scope.variables[self.name]
        if self.choices and value not in self.choices:
            message = (
                f'Argument "{self.name}" provided value "{value}" is not valid. '
                f'Valid options are: {self.choices}'
            )
            raise LaunchError.at(self._element.place, message)


def parse_launch_arguments(words: list[str]) -> dict[str, str]:
    """Return the values of `name:=value` words; the last of a name wins."""
    arguments = {}
    for word in words:
        name, sign, value = word.partition(':=')
        if not (name and sign and value):
            raise LaunchError(
                f"malformed launch argument '{word}', expected format '<name>:=<value>'"
            )
        arguments[name] = value
    return arguments
