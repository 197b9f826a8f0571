"""Truth in launch files."""

from ros2_lite.launch.errors import LaunchError

_TRUTH = {'true': True, '1': True, 'false': False, '0': False}


def is_true(text: str) -> bool:
    """Tell what `text` means in an `if`, an `unless` or a switch."""
    value = _TRUTH.get(text.strip().lower())
    if value is None:
        raise LaunchError(f"'{text}' is neither true (true, 1) nor false (false, 0)")
    return value
