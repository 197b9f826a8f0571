"""The nodes that can share a process: what the installed packages declare under GROUP.

A package offers a node with a line in its setup.py: `'jezero.nodes': ['NAME = MODULE:CLASS']`.
"""

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points

GROUP = 'jezero.nodes'


class UnknownNodeError(ValueError):
    """Names that no process can be made of; one sentence."""


def composable_nodes() -> dict[str, EntryPoint]:
    """Return what loads the class of each node, by the node's name, in alphabetical order."""
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP))}


def choose(names: Sequence[str]) -> dict[str, EntryPoint]:
    """Return what loads the nodes of these names, in their order.

    Raises:
        UnknownNodeError: one is unknown or named twice.
    """
    known = composable_nodes()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownNodeError(f'no node is called {unknown[0]!r}; known are {", ".join(known)}')
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise UnknownNodeError(f'{twice[0]} is named twice; start a second one in a namespace')
    return {name: known[name] for name in names}
