"""Settings that may shrink while training goes on."""

from stable_baselines3.common.type_aliases import Schedule
from stable_baselines3.common.utils import LinearSchedule


def schedule(value: float, decays: bool) -> float | Schedule:
    """Return a constant, or a schedule from ``value`` to 0 over the whole training."""
    return LinearSchedule(value, 0.0, 1.0) if decays else value
