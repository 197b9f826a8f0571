"""Names of nodes on the graph."""

from rclpy.node import Node


def node_names(node: Node, include_hidden: bool = False) -> list[str]:
    """Return the full names of all nodes, sorted; those that begin with `_` are hidden."""
    return sorted(
        f'{namespace.rstrip("/")}/{name}'
        for name, namespace in node.get_node_names_and_namespaces()
        if include_hidden or not name.startswith('_')
    )


def absolute_name(name: str) -> str:
    """Return `/name` for `name`."""
    return name if name.startswith('/') else f'/{name}'


def split_name(full_name: str) -> tuple[str, str]:
    """Return the name and the namespace of a full name."""
    namespace, _, name = full_name.rpartition('/')
    return name, namespace or '/'
