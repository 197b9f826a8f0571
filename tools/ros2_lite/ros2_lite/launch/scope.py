"""What substitutions see: variables, environment, and the file they stand in."""

from dataclasses import dataclass
from pathlib import Path

NAMESPACE = 'ros_namespace'
"""The variable that holds the namespace of the nodes, as in the official launch."""


@dataclass(frozen=True)
class Scope:
    """Variables and environment at one place of a launch file; the dicts change as it is read."""

    file: Path
    variables: dict[str, str]
    environment: dict[str, str]

    def nested(self) -> 'Scope':
        """Return the scope of a group: what changes in it is forgotten after it."""
        return Scope(self.file, dict(self.variables), dict(self.environment))

    def of_file(self, file: Path) -> 'Scope':
        """Return the scope of an included file: what it sets stays set, as in the official one."""
        return Scope(file, self.variables, self.environment)

    def push_namespace(self, namespace: str) -> str:
        """Return `namespace` below the present one, unless it is absolute."""
        present = self.variables.get(NAMESPACE, '')
        if namespace.startswith('/') or not present:
            return namespace
        return f'{present.rstrip("/")}/{namespace}'.rstrip('/')
