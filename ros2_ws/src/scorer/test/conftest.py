"""Episodes and a gold standard for the tests."""

import pytest
from scorer.episode import Episode, Pose, Simulation
from scorer.gold import Gold

GOLD = Gold(
    simulation=Simulation(
        world='mars',
        world_checksum='a' * 64,
        rover_checksum='b' * 64,
        spec_checksum='c' * 64,
        physics_step_s=0.005,
    ),
    start=Pose(0.0, 0.0, 3.14159),
    start_tolerance_m=0.05,
    start_tolerance_rad=0.05,
)


@pytest.fixture
def gold() -> Gold:
    return GOLD


@pytest.fixture
def finished() -> Episode:
    """An official episode that reached the checkpoint."""
    return Episode(
        episode_id='one',
        outcome='reached',
        seed=7,
        steps=190,
        distance_travelled_m=44.5,
        average_acceleration_mps2=0.25,
        maximum_acceleration_mps2=3.0,
        final_distance_m=0.4,
        power_left=1810,
        duration_s=57.0,
        simulation=GOLD.simulation,
        start=GOLD.start,
    )
