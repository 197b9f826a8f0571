"""Rocks are as many and as large as Golombek and Rapp counted."""

import math

import numpy as np
import pytest
from mars_world.rock_abundance import (
    covered_share,
    draw_diameters,
    rocks_per_m2,
)

AREA_M2 = 1e5
ABUNDANCES = (0.03, 0.1, 0.2)


@pytest.mark.parametrize('abundance', ABUNDANCES)
def test_all_rocks_together_cover_the_abundance(abundance):
    assert covered_share(abundance, 0.0) == pytest.approx(abundance)


def test_a_tenth_of_the_ground_under_rocks_has_a_fiftieth_of_it_under_rocks_of_half_a_metre():
    # By hand: 0.1 exp(-(1.79 + 0.152 / 0.1) 0.5) = 0.0191.
    assert covered_share(0.1, 0.5) == pytest.approx(0.0191, abs=0.00005)


@pytest.mark.parametrize('abundance', ABUNDANCES)
def test_drawn_rocks_cover_what_the_law_says(abundance):
    drawn = draw_diameters(abundance, 0.1, 3.0, AREA_M2, np.random.default_rng(1))
    for diameter in (0.1, 0.2, 0.5):
        share = float(np.sum(0.25 * math.pi * drawn[drawn >= diameter] ** 2)) / AREA_M2
        law = covered_share(abundance, diameter) - covered_share(abundance, 3.0)
        assert share == pytest.approx(float(law), rel=0.1)


@pytest.mark.parametrize('abundance', ABUNDANCES)
def test_drawn_diameters_are_distributed_by_the_law(abundance, share_below):
    drawn = draw_diameters(abundance, 0.5, 2.5, AREA_M2, np.random.default_rng(2))[::-1]
    law = share_below(abundance, 0.5, 2.5, drawn)
    ranks = np.arange(1, len(drawn) + 1) / len(drawn)
    # Kolmogorov's bound that a sample of the law exceeds once in 10,000 times.
    assert np.abs(law - ranks).max() < 2.23 / math.sqrt(len(drawn))


def test_the_number_of_rocks_varies_as_counts_do():
    rng = np.random.default_rng(3)
    counts = [len(draw_diameters(0.1, 0.5, 2.5, 1000.0, rng)) for _ in range(400)]
    expected = 1000.0 * rocks_per_m2(0.1, 0.5, 2.5)
    assert np.mean(counts) == pytest.approx(expected, rel=0.05)
    assert np.var(counts) == pytest.approx(expected, rel=0.3)
