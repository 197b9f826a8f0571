"""Stamps of messages as numbers."""

from builtin_interfaces.msg import Time


def to_nanoseconds(stamp: Time) -> int:
    """Return a stamp as whole nanoseconds."""
    return int(stamp.sec) * 1_000_000_000 + int(stamp.nanosec)


def to_seconds(stamp: Time) -> float:
    """Return a stamp in seconds, for people and plots."""
    return float(stamp.sec) + 1e-9 * stamp.nanosec


def to_stamp(nanoseconds: int) -> Time:
    """Return nanoseconds as a stamp."""
    return Time(sec=nanoseconds // 1_000_000_000, nanosec=nanoseconds % 1_000_000_000)
