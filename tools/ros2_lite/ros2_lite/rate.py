"""The rate of messages, from the times at which they come."""

from collections import deque
from math import sqrt

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
