"""`ros2 topic hz`: print the average receiving rate."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import deque
from math import sqrt

from rclpy.clock import Clock, ClockType

from ros2_lite.commands.topic_type import message_type
from ros2_lite.graph import add_graph_arguments, discovered_graph, full_name, spin_until
from ros2_lite.qos import add_qos_arguments, matching_qos
from ros2_lite.verbs import Result, Verb

_WINDOW_SIZE = 10000
_REPORT_PERIOD_NS = 1_000_000_000


class Rate:
    """Statistics of the times between messages; times in ns."""

    def __init__(self, window_size: int) -> None:
        self._gaps_ns: deque[int] = deque(maxlen=window_size)
        self._last_ns: int | None = None
        self._reported_ns: int | None = None

    def add(self, now_ns: int) -> None:
        """Take note of a message; a clock that jumps back starts the statistics anew."""
        if self._last_ns is not None and now_ns < self._last_ns:
            self._gaps_ns.clear()
            self._reported_ns = None
        elif self._last_ns is not None:
            self._gaps_ns.append(now_ns - self._last_ns)
        self._last_ns = now_ns

    def report(self) -> str | None:
        """Return the text to print, at most once in a second of the messages' times."""
        if not self._gaps_ns or self._last_ns is None:
            return None
        if self._reported_ns is None:
            self._reported_ns = self._last_ns
        if self._last_ns < self._reported_ns + _REPORT_PERIOD_NS:
            return None
        self._reported_ns = self._last_ns
        gaps_s = [gap * 1e-9 for gap in self._gaps_ns]
        mean_s = sum(gaps_s) / len(gaps_s)
        deviation_s = sqrt(sum((gap - mean_s) ** 2 for gap in gaps_s) / len(gaps_s))
        rate_hz = 1.0 / mean_s if mean_s > 0.0 else 0.0
        return (
            f'average rate: {rate_hz:.3f}\n'
            f'\tmin: {min(gaps_s):.3f}s max: {max(gaps_s):.3f}s '
            f'std dev: {deviation_s:.5f}s window: {len(gaps_s)}'
        )


def _arguments(parser: ArgumentParser) -> None:
    add_graph_arguments(parser)
    parser.add_argument(
        'topic_name', help="Name of the ROS topic to listen to (e.g. '/chatter')"
    )
    parser.add_argument(
        '-w', '--window', metavar='WINDOW', type=_positive, default=_WINDOW_SIZE,
        help=f'window size, in # of messages, for calculating rate (default: {_WINDOW_SIZE})',
    )  # fmt: skip
    parser.add_argument(
        '--wall-time', action='store_true', help='calculates rate using wall time'
    )
    add_qos_arguments(parser, 'subscribe', default='sensor_data')


def _hz(args: Namespace) -> Result:
    with discovered_graph(args) as node:
        topic = full_name(node, args.topic_name)
        type_ = message_type(node, args.topic_name, args.spin_time, for_ever=True)
        clock = Clock(clock_type=ClockType.SYSTEM_TIME) if args.wall_time else node.get_clock()
        rate = Rate(args.window)

        def on_message(_serialized: bytes) -> None:
            rate.add(clock.now().nanoseconds)
            report = rate.report()
            if report:
                print(report, flush=True)

        qos = matching_qos(node, topic, args)
        node.create_subscription(type_, topic, on_message, qos, raw=True)
        spin_until(node, lambda: False)
    return 0


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError('value must be a positive integer')
    return int(text)


VERB = Verb('Print the average receiving rate to screen', _arguments, _hz)
