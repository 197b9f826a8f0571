"""How long a policy takes, in bins that each are an eighth wider than the one before."""

from bisect import bisect_left
from itertools import accumulate
from math import ceil, inf, nan

BINS_PER_DECADE = 20
SHORTEST_S, DECADES = 1e-5, 6  # 10 us to 10 s
UPPER_BOUNDS_S = tuple(
    SHORTEST_S * 10 ** (k / BINS_PER_DECADE) for k in range(DECADES * BINS_PER_DECADE + 1)
)


class LatencyHistogram:
    """Counts durations. counts: per bin of UPPER_BOUNDS_S, and one more for what took longer."""

    def __init__(self) -> None:
        self.counts = [0] * (len(UPPER_BOUNDS_S) + 1)

    def add(self, duration_s: float) -> None:
        """Count one duration."""
        self.counts[bisect_left(UPPER_BOUNDS_S, duration_s)] += 1

    def quantile_s(self, share: float) -> float:
        """Return the bound that this share (0 to 1) of the durations does not exceed.

        Exact to the width of a bin; NaN before the first duration, inf beyond the last bound.
        """
        total = sum(self.counts)
        if not total:
            return nan
        wanted = max(1, ceil(share * total))
        number = next(
            k for k, sum_so_far in enumerate(accumulate(self.counts)) if sum_so_far >= wanted
        )
        return (*UPPER_BOUNDS_S, inf)[number]
