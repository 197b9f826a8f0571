"""Quality of service options, and the profile that fits the publishers of a topic."""

from argparse import ArgumentParser, Namespace

from rclpy.node import Node
from rclpy.qos import (
    QoSDurabilityPolicy,
    QoSHistoryPolicy,
    QoSPresetProfiles,
    QoSProfile,
    QoSReliabilityPolicy,
)


def add_qos_arguments(parser: ArgumentParser, use: str, default: str) -> None:
    """Declare the options; `use` is the word for the help: publish or subscribe."""
    parser.add_argument(
        '--qos-profile',
        choices=QoSPresetProfiles.short_keys(),
        default=default,
        help=f'Quality of service preset profile to {use} with (default: {default})',
    )
    parser.add_argument(
        '--qos-depth', metavar='N', type=int, help=f'Queue size setting to {use} with'
    )
    policies = {
        'history': QoSHistoryPolicy,
        'reliability': QoSReliabilityPolicy,
        'durability': QoSDurabilityPolicy,
    }
    for name, policy in policies.items():
        parser.add_argument(
            f'--qos-{name}',
            choices=policy.short_keys(),
            help=f'Quality of service {name} setting to {use} with',
        )


def requested_qos(args: Namespace) -> QoSProfile:
    """Return the profile that the options describe."""
    profile = QoSPresetProfiles.get_from_short_key(args.qos_profile)
    if args.qos_history:
        profile.history = QoSHistoryPolicy.get_from_short_key(args.qos_history)
    if args.qos_reliability:
        profile.reliability = QoSReliabilityPolicy.get_from_short_key(args.qos_reliability)
    if args.qos_durability:
        profile.durability = QoSDurabilityPolicy.get_from_short_key(args.qos_durability)
    if args.qos_depth:
        profile.depth = args.qos_depth
    elif profile.durability == QoSDurabilityPolicy.TRANSIENT_LOCAL and profile.depth == 0:
        profile.depth = 1
    return profile


def matching_qos(node: Node, topic: str, args: Namespace) -> QoSProfile:
    """Return the profile of the options, or without any the best all publishers can serve."""
    if args.qos_depth or args.qos_history or args.qos_reliability or args.qos_durability:
        return requested_qos(args)
    profile = QoSPresetProfiles.get_from_short_key(args.qos_profile)
    offered = [info.qos_profile for info in node.get_publishers_info_by_topic(topic)]
    if offered:
        profile.reliability = _common(
            QoSReliabilityPolicy.RELIABLE,
            QoSReliabilityPolicy.BEST_EFFORT,
            [one.reliability for one in offered],
        )
        profile.durability = _common(
            QoSDurabilityPolicy.TRANSIENT_LOCAL,
            QoSDurabilityPolicy.VOLATILE,
            [one.durability for one in offered],
        )
    return profile


def _common(
    better: QoSReliabilityPolicy | QoSDurabilityPolicy,
    weaker: QoSReliabilityPolicy | QoSDurabilityPolicy,
    offered: list[QoSReliabilityPolicy | QoSDurabilityPolicy],
) -> QoSReliabilityPolicy | QoSDurabilityPolicy:
    if all(policy == better for policy in offered):
        return better
    if better in offered:
        kind = type(better).__name__
        print(
            f'Some, but not all, publishers are offering {kind}.{better.name}. Falling back to '
            f'{kind}.{weaker.name} as it will connect to all publishers'
        )
    return weaker
