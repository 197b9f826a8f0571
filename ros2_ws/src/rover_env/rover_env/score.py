"""The score of an episode that reached the checkpoint; see the package scorer for who gets one."""

PERFECT_SCORE = 10_000.0


def score(steps: int, distance_travelled_m: float, average_acceleration_mps2: float) -> float:
    """Take steps, metres travelled and average linear acceleration in m/s^2 off 10,000."""
    return PERFECT_SCORE - steps - distance_travelled_m - average_acceleration_mps2
