"""Which type of message a topic carries."""

from rclpy.node import Node

from ros2_lite.graph import full_name, wait_until
from ros2_lite.interfaces import load_type


def message_type(node: Node, topic_name: str, wait_s: float | None) -> type | None:
    """Return the class of a topic's messages; None when nobody has it within `wait_s` seconds."""
    topic = full_name(node, topic_name)

    def names() -> list[str]:
        types: dict[str, list[str]] = dict(node.get_topic_names_and_types())
        return types.get(topic, [])

    # A publisher that is there shows within the time of discovery: no reason to worry anybody.
    if not wait_until(lambda: bool(names()), wait_s if wait_s is not None else 1.0):
        print(f'WARNING: topic [{topic_name}] does not appear to be published yet')
        if wait_s is not None:
            return None
        wait_until(lambda: bool(names()), None)
    found = names()
    if len(found) > 1:
        raise RuntimeError(
            f"Cannot echo topic '{topic_name}', as it contains more than one type: "
            f'[{", ".join(found)}]'
        )
    loaded: type = load_type(found[0], 'msg')
    return loaded
