"""The histogram counts every duration once and tells quantiles to the width of a bin."""

from math import inf, isnan

import pytest
from policy_server.latency_histogram import BINS_PER_DECADE, UPPER_BOUNDS_S, LatencyHistogram

WIDTH = 10 ** (1 / BINS_PER_DECADE)


def histogram_of(durations_s):
    histogram = LatencyHistogram()
    for duration_s in durations_s:
        histogram.add(duration_s)
    return histogram


def test_before_the_first_duration_there_are_no_quantiles():
    assert isnan(LatencyHistogram().quantile_s(0.5))


def test_every_duration_is_counted_once_also_beyond_the_last_bound():
    histogram = histogram_of([0.0, 1e-9, 1e-3, UPPER_BOUNDS_S[-1], 1e9])
    assert sum(histogram.counts) == 5
    assert len(histogram.counts) == len(UPPER_BOUNDS_S) + 1
    assert (histogram.counts[0], histogram.counts[-2], histogram.counts[-1]) == (2, 1, 1)


def test_a_quantile_is_right_to_the_width_of_a_bin():
    durations_s = [1e-4 * number for number in range(1, 101)]
    histogram = histogram_of(durations_s)
    for share in (0.01, 0.5, 0.99, 1.0):
        true_s = durations_s[round(100 * share) - 1]
        assert true_s <= histogram.quantile_s(share) * (1 + 1e-9)
        assert histogram.quantile_s(share) == pytest.approx(true_s, rel=WIDTH - 1)


def test_a_duration_beyond_the_last_bound_is_infinitely_long():
    assert histogram_of([1e9]).quantile_s(0.5) == inf
