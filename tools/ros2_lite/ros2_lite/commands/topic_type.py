"""Which type of message a topic carries."""

from rclpy.node import Node

from ros2_lite.graph import full_name, wait_until
from ros2_lite.interfaces import load_type


def topic_types(node: Node, topic_name: str, wait_s: float) -> list[str]:
    """Return the names of a topic's types; none when it does not appear within `wait_s` seconds."""
    topic = full_name(node, topic_name)
    types: list[str] = []

    def found() -> bool:
        types[:] = dict(node.get_topic_names_and_types()).get(topic, [])
        return bool(types)

    wait_until(found, wait_s)
    return types


def message_type(node: Node, topic_name: str, wait_s: float, for_ever: bool = False) -> type | None:
    """Return the class of a topic's messages; None when it does not appear in time."""
    types = topic_types(node, topic_name, wait_s)
    if not types:
        print(f'WARNING: topic [{topic_name}] does not appear to be published yet', flush=True)
    while for_ever and not types:
        types = topic_types(node, topic_name, wait_s)
    if len(types) > 1:
        raise RuntimeError(
            f"Cannot echo topic '{topic_name}', as it contains more than one type: "
            f'[{", ".join(types)}]'
        )
    return load_type(types[0], 'msg') if types else None
